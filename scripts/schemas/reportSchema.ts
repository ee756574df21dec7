import { readFileSync } from 'node:fs';
import ts from 'typescript';
import type { JsonSchema } from './jsonSchema.ts';

const sources = ['report.ts', 'reportCharts.ts', 'reportConfig.ts'].map(
  (name) => new URL(`../../src/protocol/${name}`, import.meta.url),
);

const count: JsonSchema = { type: 'integer', minimum: 0 };
const share: JsonSchema = { minimum: 0, maximum: 1 };

/** What the types cannot say: ranges of figures, by name of the property (`Owner.property` where the name is shared). */
const LIMITS: Record<string, JsonSchema> = {
  'ScopeReport.pss': { type: 'integer', minimum: 0, maximum: 100 },
  'ScopeReport.traces': count,
  'ScopeReport.errors': count,
  'ScopeReport.waiting': share,
  'ScopeReport.scores': { additionalProperties: share },
  'ScopeReport.breakdown': { additionalProperties: share },
  'MetricEvidence.score': share,
  'MetricEvidence.weight': share,
  'MetricEvidence.n': count,
  'ScoreTerm.factor': { minimum: 0 },
  'Timeline.traces': { items: count },
  'Timeline.errors': { items: count },
  'Timeline.pss': { items: { type: 'number', minimum: 0, maximum: 100 } },
  'HeatRow.traces': { items: count },
  'HeatRow.errors': { items: count },
  'LogHistogram.counts': { items: count },
  'LogHistogram.zero': count,
  'LogHistogram.first': { type: 'integer' },
  'Heat.columns': count,
  'TraceRef.offset': count,
  'TraceRef.length': count,
  'TraceRef.function': { type: 'integer', minimum: -1 },
  'ExceptionReport.count': count,
  'ExceptionReport.function': { type: 'integer', minimum: -1 },
  'FunctionReport.branches': { additionalProperties: count },
  'FunctionReport.longestRun': count,
  'RaisedReport.count': count,
  'Damage.offset': count,
  'SourceReport.bytes': count,
  'Report.skipped': count,
  'Report.untimed': count,
  'Report.systemMetrics': count,
};

/** The schema of a report, from the types in `src/protocol/report*.ts`; further keys are allowed everywhere. */
export function reportSchema(): JsonSchema {
  const interfaces = new Map<string, ts.InterfaceDeclaration>();
  const aliases = new Map<string, ts.TypeAliasDeclaration>();
  for (const source of sources) {
    const file = ts.createSourceFile('report.ts', readFileSync(source, 'utf8'), ts.ScriptTarget.Latest, true);
    file.forEachChild((node) => {
      if (ts.isInterfaceDeclaration(node)) interfaces.set(node.name.text, node);
      if (ts.isTypeAliasDeclaration(node)) aliases.set(node.name.text, node);
    });
  }
  const limitsLeft = new Set(Object.keys(LIMITS));

  const membersOf = (owner: string, members: ts.NodeArray<ts.TypeElement>): JsonSchema => {
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    for (const member of members) {
      if (!ts.isPropertySignature(member) || !member.type) throw new Error(`Cannot express ${member.getText()}`);
      const name = member.name.getText();
      const limit = LIMITS[`${owner}.${name}`] ?? {};
      limitsLeft.delete(`${owner}.${name}`);
      properties[name] = { ...schemaOf(member.type), ...limit, ...describe(member) };
      if (!member.questionToken) required.push(name);
    }
    return { type: 'object', properties, required };
  };

  const interfaceSchema = (node: ts.InterfaceDeclaration): JsonSchema => {
    const own = membersOf(node.name.text, node.members);
    for (const parent of node.heritageClauses?.flatMap((clause) => clause.types) ?? []) {
      const inherited = interfaceSchema(interfaces.get(parent.expression.getText())!);
      own.properties = { ...inherited.properties, ...own.properties };
      own.required = [...inherited.required!, ...own.required!];
    }
    return { ...own, ...describe(node) };
  };

  const schemaOf = (type: ts.TypeNode): JsonSchema => {
    if (ts.isParenthesizedTypeNode(type)) return schemaOf(type.type);
    if (ts.isArrayTypeNode(type)) return { type: 'array', items: schemaOf(type.elementType) };
    if (ts.isTypeLiteralNode(type)) return membersOf('', type.members);
    if (ts.isUnionTypeNode(type)) return unionOf(type.types.map(schemaOf));
    if (ts.isLiteralTypeNode(type)) return { const: literalOf(type) };
    if (ts.isTypeReferenceNode(type)) {
      const name = type.typeName.getText();
      return name === 'Record' ? recordOf(type.typeArguments!) : { $ref: `#/$defs/${name}` };
    }
    const keyword = type.getText();
    if (!['number', 'string', 'boolean'].includes(keyword)) throw new Error(`Cannot express ${keyword}`);
    return { type: keyword };
  };

  const recordOf = ([key, value]: ts.NodeArray<ts.TypeNode>): JsonSchema => {
    const names = ts.isTypeReferenceNode(key) ? schemaOf(aliases.get(key.getText())!.type).enum : undefined;
    if (!names) return { type: 'object', additionalProperties: schemaOf(value) };
    const properties = Object.fromEntries(names.map((name) => [String(name), schemaOf(value)]));
    return { type: 'object', properties, required: Object.keys(properties) };
  };

  const $defs: Record<string, JsonSchema> = {};
  for (const [name, node] of interfaces) $defs[name] = interfaceSchema(node);
  for (const [name, node] of aliases) $defs[name] = { ...schemaOf(node.type), ...describe(node) };
  if (limitsLeft.size > 0) throw new Error(`Limits for properties that do not exist: ${[...limitsLeft].join(', ')}`);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'PyPSS report',
    $ref: '#/$defs/Report',
    $defs,
  };
}

function unionOf(parts: JsonSchema[]): JsonSchema {
  if (parts.every((part) => 'const' in part)) return { enum: parts.map((part) => part.const) };
  const simple = parts.every((part) => typeof part.type === 'string' && Object.keys(part).length === 1);
  const types = parts.map((part) => (part.const === null ? 'null' : part.type));
  if (simple || parts.every((part) => part.const === null || (part.type && Object.keys(part).length === 1)))
    return { type: types as string[] };
  return { anyOf: parts };
}

function literalOf({ literal }: ts.LiteralTypeNode): string | number | null {
  if (literal.kind === ts.SyntaxKind.NullKeyword) return null;
  if (ts.isStringLiteral(literal)) return literal.text;
  if (ts.isNumericLiteral(literal)) return Number(literal.text);
  throw new Error(`Cannot express ${literal.getText()}`);
}

function describe(node: ts.Node): JsonSchema {
  const comment = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)?.comment;
  const text = typeof comment === 'string' ? comment : ts.getTextOfJSDocComment(comment);
  return text ? { description: text.replaceAll(/\s+/g, ' ') } : {};
}
