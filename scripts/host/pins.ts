/** What the VS Code in the browser is made of. A change here makes the next set-up start afresh. */

/** Package on npm that carries a built VS Code. */
export const CODE_SERVER = { name: 'code-server', version: '4.139.1', vscode: '1.139.1' } as const;

/** Node that this VS Code is built for; its package holds the headers for native modules too. */
export const HOST_NODE = '24.21.0';
