/**
 * A panel as a picture: painted from what the browser has laid out, element by element, so that no markup is loaded
 * as an image and the content policy stays as strict as it is.
 */

/** Device pixels per CSS pixel. */
const SCALE = 2;
/** No picture is larger, in device pixels along one side. */
const MOST_PIXELS = 8192;
const MARGIN = 8;

interface Brush {
  context: CanvasRenderingContext2D;
  /** Where the panel begins on the page. */
  left: number;
  top: number;
}

/** The panel as it is seen now, on the background of the page. */
export function pictureOf(panel: Element): HTMLCanvasElement {
  const box = panel.getBoundingClientRect();
  const scale = Math.min(SCALE, MOST_PIXELS / (box.width + 2 * MARGIN), MOST_PIXELS / (box.height + 2 * MARGIN));
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil((box.width + 2 * MARGIN) * scale);
  canvas.height = Math.ceil((box.height + 2 * MARGIN) * scale);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser cannot draw pictures.');
  context.scale(scale, scale);
  context.fillStyle = background();
  context.fillRect(0, 0, canvas.width, canvas.height);
  paint(panel, { context, left: box.left - MARGIN, top: box.top - MARGIN });
  return canvas;
}

function background(): string {
  const colour = getComputedStyle(document.body).backgroundColor;
  return seen(colour) ? colour : getComputedStyle(document.documentElement).backgroundColor;
}

/** Black ends in a zero too: only a fourth one says that nothing is to be seen. */
const seen = (colour: string): boolean => colour !== 'transparent' && !/^rgba\(.*, ?0\)$|\/ ?0\)$/.test(colour);

function paint(element: Element, brush: Brush): void {
  const style = getComputedStyle(element);
  if (
    style.display === 'none' ||
    style.visibility === 'hidden' ||
    element.matches('.unseen, .panel-tools, button.tool')
  )
    return;
  if (element instanceof SVGElement) {
    if (element instanceof SVGSVGElement) clipped(element, style, brush, () => paintChildren(element, brush));
    else if (element instanceof SVGGeometryElement) paintShape(element, style, brush);
    else if (!(element instanceof SVGTitleElement)) paintChildren(element, brush);
    return;
  }
  const { context } = brush;
  context.save();
  context.globalAlpha *= Number(style.opacity);
  paintBox(element, style, brush);
  clipped(element, style, brush, () => paintChildren(element, brush));
  context.restore();
}

function paintChildren(element: Element, brush: Brush): void {
  const nodes =
    element.shadowRoot === null ? element.childNodes : [...element.shadowRoot.childNodes, ...element.childNodes];
  for (const node of nodes) {
    if (node instanceof Text) paintText(node, element, brush);
    else if (node instanceof Element && !(node instanceof HTMLStyleElement)) paint(node, brush);
  }
}

/** Paints within the element where it cuts what lies outside. */
function clipped(element: Element, style: CSSStyleDeclaration, { context, left, top }: Brush, inner: () => void): void {
  const cuts = style.overflowX !== 'visible' || style.clipPath.startsWith('inset');
  if (!cuts) {
    inner();
    return;
  }
  const box = element.getBoundingClientRect();
  // Lines at the edge of a plot may be drawn whole.
  const spare = style.clipPath.startsWith('inset') ? 4 : 0;
  context.save();
  context.beginPath();
  context.rect(box.left - left, box.top - top - spare, box.width, box.height + 2 * spare);
  context.clip();
  inner();
  context.restore();
}

function paintBox(element: Element, style: CSSStyleDeclaration, { context, left, top }: Brush): void {
  const box = element.getBoundingClientRect();
  if (box.width === 0 || box.height === 0) return;
  const [x, y] = [box.left - left, box.top - top];
  const radius = Math.min(parseFloat(style.borderTopLeftRadius) || 0, box.width / 2, box.height / 2);
  if (seen(style.backgroundColor)) {
    context.fillStyle = style.backgroundColor;
    context.beginPath();
    context.roundRect(x, y, box.width, box.height, radius);
    context.fill();
  }
  if (style.backgroundImage.startsWith('repeating-linear-gradient')) hatch(context, x, y, box, style.color);
  const widths = [style.borderTopWidth, style.borderRightWidth, style.borderBottomWidth, style.borderLeftWidth].map(
    parseFloat,
  );
  const colours = [style.borderTopColor, style.borderRightColor, style.borderBottomColor, style.borderLeftColor];
  const edges = [
    [x, y, x + box.width, y],
    [x + box.width, y, x + box.width, y + box.height],
    [x, y + box.height, x + box.width, y + box.height],
    [x, y, x, y + box.height],
  ];
  if (widths.every((width) => width === widths[0]) && radius > 0) {
    if (widths[0] === 0) return;
    context.strokeStyle = colours[0];
    context.lineWidth = widths[0];
    context.beginPath();
    context.roundRect(x + widths[0] / 2, y + widths[0] / 2, box.width - widths[0], box.height - widths[0], radius);
    context.stroke();
    return;
  }
  edges.forEach(([x1, y1, x2, y2], index) => {
    if (widths[index] === 0 || !seen(colours[index])) return;
    context.strokeStyle = colours[index];
    context.lineWidth = widths[index];
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  });
}

/** Stretches without traces. */
function hatch(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  { width, height }: DOMRect,
  colour: string,
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.globalAlpha *= 0.25;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  for (let at = -height; at < width; at += 8) {
    context.moveTo(x + at, y + height);
    context.lineTo(x + at + height, y);
  }
  context.stroke();
  context.restore();
}

function paintShape(shape: SVGGeometryElement, style: CSSStyleDeclaration, { context, left, top }: Brush): void {
  const matrix = shape.getScreenCTM();
  const path = pathOf(shape);
  if (matrix === null || path === null) return;
  const placed = new Path2D();
  placed.addPath(
    new Path2D(path),
    new DOMMatrix([matrix.a, matrix.b, matrix.c, matrix.d, matrix.e - left, matrix.f - top]),
  );
  context.save();
  context.globalAlpha *= opacityOf(shape);
  if (style.fill !== 'none' && seen(style.fill)) {
    context.fillStyle = style.fill;
    context.fill(placed, style.fillRule === 'evenodd' ? 'evenodd' : 'nonzero');
  }
  if (style.stroke !== 'none' && seen(style.stroke) && style.strokeWidth !== '0px') {
    const zoom = style.vectorEffect === 'non-scaling-stroke' ? 1 : Math.hypot(matrix.a, matrix.b);
    context.strokeStyle = style.stroke;
    context.lineWidth = parseFloat(style.strokeWidth) * zoom;
    context.lineCap = style.strokeLinecap as CanvasLineCap;
    context.setLineDash(
      style.strokeDasharray === 'none'
        ? []
        : style.strokeDasharray.split(/[ ,]+/).map((part) => parseFloat(part) * zoom),
    );
    context.stroke(placed);
  }
  context.restore();
}

/** Of the shape and the groups around it, up to the drawing. */
function opacityOf(shape: SVGElement): number {
  let opacity = 1;
  for (let at: Element | null = shape; at instanceof SVGElement; at = at.parentElement) {
    opacity *= Number(getComputedStyle(at).opacity);
  }
  return opacity;
}

function pathOf(shape: SVGGeometryElement): string | null {
  const number = (name: string): number => Number(shape.getAttribute(name) ?? 0);
  if (shape instanceof SVGPathElement) return shape.getAttribute('d');
  if (shape instanceof SVGCircleElement) {
    const [x, y, r] = [number('cx'), number('cy'), number('r')];
    return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
  }
  if (shape instanceof SVGRectElement) {
    const [x, y, width, height] = [number('x'), number('y'), number('width'), number('height')];
    return width > 0 && height > 0 ? `M${x} ${y}h${width}v${height}h${-width}Z` : null;
  }
  return null;
}

/** Word by word, each where the browser has put it. */
function paintText(node: Text, parent: Element, { context, left, top }: Brush): void {
  const style = getComputedStyle(parent);
  const range = document.createRange();
  context.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  context.fillStyle = style.color;
  const upright = style.writingMode.startsWith('vertical');
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const box = range.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    const ascent = context.measureText(word).fontBoundingBoxAscent;
    context.save();
    if (upright) {
      // Such text is turned to be read from below.
      context.translate(box.left - left, box.bottom - top);
      context.rotate(-Math.PI / 2);
      context.fillText(word, 0, ascent);
    } else context.fillText(word, box.left - left, box.top - top + ascent);
    context.restore();
  }
}
