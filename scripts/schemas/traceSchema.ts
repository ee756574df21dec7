import type { JsonSchema } from './jsonSchema.ts';

const number = (description: string): JsonSchema => ({
  // Numeric text counts as the number (gRPC writes integers so), booleans as 0 and 1, null as absent.
  type: ['number', 'string', 'boolean', 'null'],
  description,
});
const text = (description: string): JsonSchema => ({ type: ['string', 'null'], description });

/** Every key of a trace that somebody reads; other keys are context tags. */
export const TRACE_PROPERTIES: Readonly<Record<string, JsonSchema>> = {
  trace_id: text('Identity of the call. Where a collector brings a trace twice, it counts once.'),
  name: text('Name given to the function or block.'),
  filename: text('File of the function, as the traced machine names it.'),
  lineno: number('First line of the function, decorators included; 0 for blocks.'),
  module: text('Module of the function. Without one, traces are grouped by file.'),
  duration: number('Wall time of the call in seconds. Makes an object a trace.'),
  cpu_time: number('CPU time of the call in seconds.'),
  wait_time: number('Time in seconds that the call waited: duration less CPU time.'),
  memory: number('Resident memory of the process at the end of the call, in bytes.'),
  memory_diff: number('Change of resident memory during the call, in bytes; may be negative.'),
  error: { description: 'Whether the call failed. False, 0, "", [], {} and null are no failure, all else is one.' },
  exception_type: text('Class of the exception that left the call.'),
  exception_message: text('Message of the exception.'),
  branch_tag: text('Branch that the call took, for branching entropy.'),
  timestamp: {
    type: ['number', 'string', 'null'],
    description: 'Start of the call: epoch seconds, milliseconds, microseconds or nanoseconds, or ISO-8601 text.',
  },
  async_op: { type: ['boolean', 'null'], description: 'Whether the call was a coroutine.' },
  yield_count: number('How often the coroutine gave way.'),
  parent_id: text('`trace_id` of the monitored call around this one.'),
  sample_rate: number('Share 0..1 of such calls that is recorded, where it is less than all.'),
  system_metric: { description: 'Marks a measurement of the process, which is no call.' },
  metadata: {
    type: ['object', 'null'],
    description: 'Figures of a measurement, such as `lag` of the event loop in seconds.',
  },
  profile_stats: text('Profile of a slow call.'),
};

/** The schema of trace files, as lenient as the reader: it explains keys, and refuses what no reader could use. */
export function traceSchema(): JsonSchema {
  return {
    // Editors know this draft best.
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'PyPSS traces',
    description: 'Traces as a list, as an object with `traces`, or a single one',
    type: ['array', 'object'],
    items: { $ref: '#/definitions/trace' },
    properties: {
      traces: { type: 'array', items: { $ref: '#/definitions/trace' }, description: 'The recorded calls.' },
      ...TRACE_PROPERTIES,
    },
    definitions: {
      trace: { type: 'object', description: 'One call of a function or block', properties: { ...TRACE_PROPERTIES } },
    },
  };
}
