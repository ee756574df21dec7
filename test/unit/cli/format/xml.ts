export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: XmlElement[];
  text: string;
}

/** Characters that XML 1.0 allows. */
const ALLOWED = /^[\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;
const TOKEN = /<\?[^?]*\?>|<\/([\w:-]+)>|<([\w:-]+)((?: [\w:-]+="[^"<]*")*)(\/?)>|([^<]+)/gy;

/** Reads the subset of XML that reports use (no DTD, no CDATA, no comments) strictly; throws at anything else. */
export function parseXml(xml: string): XmlElement {
  if (!ALLOWED.test(xml)) throw new Error('a character that XML 1.0 does not allow');
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let end = 0;
  for (const match of xml.matchAll(TOKEN)) {
    end = match.index + match[0].length;
    const [, close, name, attributes, empty, text] = match as (string | undefined)[];
    const current = open[open.length - 1];
    if (text !== undefined) current.text += decode(text);
    if (close !== undefined && open.pop()?.name !== close) throw new Error(`</${close}> closes another element`);
    if (name === undefined) continue;
    const element: XmlElement = { name, attributes: parseAttributes(attributes ?? ''), children: [], text: '' };
    current.children.push(element);
    if (empty !== '/') open.push(element);
  }
  if (end !== xml.length) throw new Error(`not XML at ${String(end)}: ${xml.slice(end, end + 60)}`);
  if (open.length !== 1 || root.children.length !== 1) throw new Error('elements are left open');
  return root.children[0];
}

function parseAttributes(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/ ([\w:-]+)="([^"]*)"/g)].map(([, name, value]) => [name, decode(value)]),
  );
}

function decode(text: string): string {
  const decoded = text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
  if (/&(?!#\d+;)/.test(text)) throw new Error(`a bare ampersand: ${text}`);
  return decoded;
}
