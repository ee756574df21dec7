import assert from 'node:assert/strict';
import {
  addressOf,
  type CollectorTarget,
  newSpec,
  parseSpecs,
  requestOf,
  titleOf,
} from '../../../../src/extension/collectors/collectorSpec.ts';
import { typedRedis } from '../../../../src/extension/collectors/redisAddress.ts';

const REDIS: CollectorTarget = {
  kind: 'redis',
  url: 'redis://shop@cache:6379/1',
  key: 'pypss:traces',
  mode: 'queue',
  secret: true,
};

describe('remembered collectors', () => {
  it('come back as they were kept, and nothing else does', () => {
    const specs = [
      newSpec(REDIS),
      newSpec({ ...REDIS, mode: 'stream', group: 'readers', secret: false }),
      newSpec({ kind: 'grpc', address: '127.0.0.1:50051' }),
      newSpec({ kind: 'grpc', address: '0.0.0.0:443', tlsCert: '/c.pem', tlsKey: '/k.pem' }),
      newSpec({ kind: 'file', path: '/tmp/pypss_traces' }),
      newSpec({ kind: 'own', provider: 'example.udp', target: ':9' }),
    ];
    const kept: unknown = JSON.parse(JSON.stringify(specs));
    assert.deepEqual(parseSpecs(kept), specs);
    const foreign = [null, 7, {}, { id: 'a' }, { id: 'a', target: { kind: 'ftp' } }, { id: '', target: REDIS }];
    assert.deepEqual(parseSpecs([...foreign, { id: 'b', target: { kind: 'redis', url: 'x', mode: 'stream' } }]), []);
    for (const broken of [undefined, null, 'x', {}]) assert.deepEqual(parseSpecs(broken), []);
  });

  it('have short titles, without users', () => {
    assert.equal(titleOf(REDIS, null), 'redis://cache:6379/1');
    assert.equal(titleOf({ ...REDIS, key: 'shop' }, null), 'redis://cache:6379/1 shop');
    assert.equal(titleOf({ kind: 'grpc', address: '127.0.0.1:50051' }, null), 'grpc :50051');
    assert.equal(titleOf({ kind: 'grpc', address: '0.0.0.0:50051' }, null), 'grpc 0.0.0.0:50051');
    assert.equal(titleOf({ kind: 'file', path: '/work/shop/run/t.ndjson' }, '/work/shop'), 'run/t.ndjson');
    assert.equal(titleOf({ kind: 'file', path: '/tmp/t.ndjson' }, '/work/shop'), '/tmp/t.ndjson');
    assert.equal(addressOf(REDIS), 'redis://cache:6379/1');
  });

  it('ask the thread for what they are', () => {
    assert.deepEqual(requestOf(REDIS, '', 'pw'), {
      kind: 'redis',
      url: 'redis://shop@cache:6379/1',
      key: 'pypss:traces',
      password: 'pw',
    });
    const watching = requestOf({ ...REDIS, mode: 'watch' }, '', undefined);
    assert.ok(watching.kind === 'redis' && watching.watch === true && !('password' in watching));
    const stream = requestOf({ ...REDIS, mode: 'stream', group: 'g' }, '', undefined);
    assert.ok(stream.kind === 'redis' && stream.group === 'g');
  });
});

describe('a typed address of a Redis', () => {
  it('is taken apart, its password first of all', () => {
    assert.deepEqual(typedRedis('redis://shop:p%40ss@cache:6379/1?key=k&group=g'), {
      url: 'redis://shop@cache:6379/1',
      key: 'k',
      mode: 'stream',
      group: 'g',
      password: 'p@ss',
    });
    assert.deepEqual(typedRedis('localhost:6379'), {
      url: 'redis://localhost:6379',
      key: 'pypss:traces',
      mode: null,
      group: undefined,
      password: undefined,
    });
  });

  it('that is none is refused without its secrets', () => {
    for (const wrong of ['http://u:secret@x', 'redis://u:secret@h:99999', 'redis://u:secret@h/a/b']) {
      assert.throws(
        () => typedRedis(wrong),
        (error: Error) => error.message !== '' && !error.message.includes('secret'),
      );
    }
  });
});
