/** Offers the UDP collector under “PyPSS: Start Collector”. */
const vscode = require('vscode');

exports.activate = async (context) => {
  const pypss = await vscode.extensions.getExtension('pypss.pypss').activate();
  const { createCollector } = await import('../udp.mjs');
  context.subscriptions.push(
    pypss.registerCollector({
      id: 'example.udp',
      label: 'UDP datagrams',
      description: 'one trace as JSON in each',
      target: { prompt: 'Address and port to listen on', value: '127.0.0.1:9999' },
      createCollector,
    }),
  );
};
