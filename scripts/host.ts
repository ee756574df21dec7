/** `npm run host`: sets up what the tests need besides npm packages, and says where it is. */
import { launchBrowser } from './host/browser.ts';
import { CODE_SERVER } from './host/pins.ts';
import { prepareHost } from './host/setup.ts';

const host = await prepareHost();
console.log(`VS Code ${CODE_SERVER.vscode}: ${host.server}`);
const browser = await launchBrowser();
console.log(`Chromium ${browser.version()}`);
await browser.close();
