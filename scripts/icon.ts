/** `npm run icon`: draws media/icon.png. */
import { join } from 'node:path';
import { launchBrowser } from './host/browser.ts';
import { iconSvg } from './pictures/iconDrawing.ts';
import { projectFolder } from './toolchain/projectFolder.ts';

const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${iconSvg()}`);
  await page.screenshot({ path: join(projectFolder, 'media', 'icon.png'), omitBackground: true });
} finally {
  await browser.close();
}
