/**
 * PyPSS's service, as protobuf's own JSON form of this text (docs/pypss.proto). SubmitTraces is an addition: many traces
 * in one call.
 */
import type { ServiceDefinition } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';

const TRACE_FIELDS = {
  trace_id: { type: 'string', id: 1 },
  name: { type: 'string', id: 2 },
  filename: { type: 'string', id: 3 },
  lineno: { type: 'int32', id: 4 },
  module: { type: 'string', id: 5 },
  duration: { type: 'double', id: 6 },
  cpu_time: { type: 'double', id: 7 },
  wait_time: { type: 'double', id: 8 },
  memory: { type: 'int64', id: 9 },
  memory_diff: { type: 'int64', id: 10 },
  error: { type: 'bool', id: 11 },
  exception_type: { type: 'string', id: 12 },
  exception_message: { type: 'string', id: 13 },
  branch_tag: { type: 'string', id: 14 },
  timestamp: { type: 'double', id: 15 },
} as const;

const PYPSS = {
  TraceMessage: { fields: TRACE_FIELDS },
  TraceResponse: { fields: { success: { type: 'bool', id: 1 }, message: { type: 'string', id: 2 } } },
  TracesResponse: { fields: { received: { type: 'int64', id: 1 }, dropped: { type: 'int64', id: 2 } } },
  TraceService: {
    methods: {
      SubmitTrace: { requestType: 'TraceMessage', responseType: 'TraceResponse' },
      SubmitTraces: { requestType: 'TraceMessage', requestStream: true, responseType: 'TracesResponse' },
    },
  },
};

/** The health check that load balancers and `grpc_health_probe` speak. */
const HEALTH = {
  HealthCheckRequest: { fields: { service: { type: 'string', id: 1 } } },
  HealthCheckResponse: {
    fields: { status: { type: 'ServingStatus', id: 1 } },
    nested: { ServingStatus: { values: { UNKNOWN: 0, SERVING: 1, NOT_SERVING: 2, SERVICE_UNKNOWN: 3 } } },
  },
  Health: {
    methods: {
      Check: { requestType: 'HealthCheckRequest', responseType: 'HealthCheckResponse' },
      Watch: { requestType: 'HealthCheckRequest', responseType: 'HealthCheckResponse', responseStream: true },
    },
  },
};

export const TRACE_SERVICE = 'pypss.TraceService';

/** A trace as protobuf decodes it: absent fields have their type's empty value. */
export type TraceMessage = { readonly [field in keyof typeof TRACE_FIELDS]: string | number | boolean };

/** The services as @grpc/grpc-js takes them. */
export function serviceDefinitions(): { trace: ServiceDefinition; health: ServiceDefinition } {
  // Its type knows services, but not that they are told from messages by what they hold.
  const root = {
    nested: {
      pypss: { nested: PYPSS },
      grpc: { nested: { health: { nested: { v1: { nested: HEALTH } } } } },
    },
  } as Parameters<typeof fromJSON>[0];
  const definitions = fromJSON(root, { keepCase: true, longs: Number, enums: String, defaults: true });
  return {
    trace: definitions[TRACE_SERVICE] as ServiceDefinition,
    health: definitions['grpc.health.v1.Health'] as ServiceDefinition,
  };
}

/** The trace as a line of JSON. Texts that Python's `str(None)` or protobuf made of an absent value are null. */
export function traceJson(message: TraceMessage): string {
  const trace: Record<string, string | number | boolean | null> = {};
  for (const field of Object.keys(TRACE_FIELDS) as (keyof TraceMessage)[]) {
    const value = message[field];
    if (value === '' || value === 'None') trace[field] = null;
    // As text it is no number: the trace is skipped and counted, as it is in a file.
    else if (typeof value === 'number' && !Number.isFinite(value)) trace[field] = String(value);
    else trace[field] = value;
  }
  // Epoch 0 is what an absent time looks like.
  if (trace['timestamp'] === 0) trace['timestamp'] = null;
  return JSON.stringify(trace);
}
