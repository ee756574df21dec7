/** What programs import as `pypss/instrument`: the one place where the runtime's names come together. */
export { type EventLoopMonitoring, type EventLoopOptions, startEventLoopMonitoring } from './eventLoop.ts';
export { monitorBlock, type MonitoredBlock } from './monitorBlock.ts';
export { type FunctionMonitor, type FunctionOptions, monitorFunction } from './monitorFunction.ts';
export type { MonitorOptions } from './place.ts';
export type { TraceRecord } from './record.ts';
export { addTag, clearTags, withTags } from './tags.ts';
export { configure, type SamplingRule, type Settings } from './settings.ts';
export { BatchingCollector, type BatchingOptions } from './collectors/batching.ts';
export type { Collector } from './collectors/collector.ts';
export { FileCollector } from './collectors/file.ts';
export { GrpcCollector, type GrpcOptions } from './collectors/grpc.ts';
export { MemoryCollector } from './collectors/memory.ts';
export { RedisCollector, type RedisOptions } from './collectors/redis.ts';
export { getGlobalCollector, setGlobalCollector } from './collectors/registry.ts';
