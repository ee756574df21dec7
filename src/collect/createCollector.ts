import type { CollectorRequest } from '../protocol/live.ts';
import { BroughtCollector } from './broughtCollector.ts';
import type { Collector } from './collector.ts';
import type { LiveScore } from './liveScore.ts';

/**
 * Makes the collector that a request describes; what it needs is loaded only now.
 * @param score what its traces are scored in
 * @throws CollectorError when the address is none
 */
export async function createCollector(request: CollectorRequest, score: () => LiveScore): Promise<Collector> {
  switch (request.kind) {
    case 'file': {
      const { FileCollector } = await import('./file/fileCollector.ts');
      return new FileCollector(request.path);
    }
    case 'redis': {
      const { redisTarget } = await import('./redis/redisTarget.ts');
      const target = redisTarget(request.url, request);
      const { group } = target;
      if (group === null) {
        const { RedisListCollector } = await import('./redis/listCollector.ts');
        return new RedisListCollector(target);
      }
      const { RedisStreamCollector } = await import('./redis/streamCollector.ts');
      return new RedisStreamCollector({ ...target, group }, score);
    }
    case 'grpc': {
      const { GrpcCollector } = await import('./grpc/grpcCollector.ts');
      return new GrpcCollector(request.address, request);
    }
    case 'brought':
      return new BroughtCollector(request);
  }
}
