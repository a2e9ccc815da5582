import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi, tokenOf } from './support.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const ask = (authorization?: string) =>
  api.send(null, 'GET', '/orders', {
    headers: authorization === undefined ? {} : { authorization },
  });

const now = Math.floor(Date.now() / 1_000);

describe('R-SEC-01 a token', () => {
  it.each([
    ['none', async () => undefined, 'TOKEN_MISSING', 'no Authorization header'],
    ['another scheme', async () => 'Basic YTpi', 'TOKEN_MISSING', 'is not `Bearer <token>`'],
    ['no token after Bearer', async () => 'Bearer ', 'TOKEN_MISSING', 'is not `Bearer <token>`'],
    ['no JWT', async () => 'Bearer abc', 'TOKEN_REFUSED', 'cannot be read'],
    [
      'an expired one',
      async () => `Bearer ${await tokenOf({ role: 'opsManager', expiresAt: now - 60 })}`,
      'TOKEN_REFUSED',
      'has expired',
    ],
    [
      'one without an end',
      async () => `Bearer ${await tokenOf({ role: 'opsManager', expiresAt: null })}`,
      'TOKEN_REFUSED',
      'no `exp`',
    ],
    [
      'one for another audience',
      async () => `Bearer ${await tokenOf({ role: 'opsManager', audience: 'shop' })}`,
      'TOKEN_REFUSED',
      'another audience',
    ],
    [
      'one of another issuer',
      async () => `Bearer ${await tokenOf({ role: 'opsManager', issuer: 'https://evil.example' })}`,
      'TOKEN_REFUSED',
      'another issuer',
    ],
    [
      "one signed with somebody else's key",
      async () => {
        const { privateKey } = await generateKeyPair('ES256');
        return `Bearer ${await tokenOf({ role: 'opsManager', key: privateKey })}`;
      },
      'TOKEN_REFUSED',
      'signature',
    ],
    [
      'one without signature',
      async () =>
        `Bearer ${new UnsecuredJWT({ role: 'opsManager', sub: 'x' }).setExpirationTime('1h').encode()}`,
      'TOKEN_REFUSED',
      'algorithm',
    ],
    [
      'one with an algorithm that is not pinned',
      async () => {
        const token = await new SignJWT({ role: 'opsManager', sub: 'x' })
          .setProtectedHeader({ alg: 'HS256' })
          .setExpirationTime('1h')
          .sign(new TextEncoder().encode('a shared secret of 32 characters'));
        return `Bearer ${token}`;
      },
      'TOKEN_REFUSED',
      'algorithm',
    ],
  ])('%s: 401 with the reason', async (_what, header, code, reason) => {
    const answer = await ask(await header());

    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ code, detail: expect.stringContaining(reason) });
    expect(answer.headers['www-authenticate']).toMatch(
      /^Bearer realm="handover".*error_description="/,
    );
  });

  it.each([
    ['an unknown role', { role: 'admin' }, 'role'],
    ['no role', {}, 'role'],
    ['a buyer without party', { role: 'buyer' }, 'party'],
    ['a seller without party', { role: 'seller' }, 'party'],
    ['a party over two lines', { role: 'buyer', party: 'a\nb' }, 'party'],
  ])('with %s: 403 with the reason', async (_what, claims, reason) => {
    const answer = await ask(`Bearer ${await tokenOf({ sub: 'somebody', ...claims })}`);

    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({
      code: 'FORBIDDEN',
      detail: expect.stringContaining(reason),
    });
  });

  it.each(['storefront', 'opsManager', 'huaweiReviewer'])(
    'of a %s needs no party',
    async (role) => {
      expect((await ask(`Bearer ${await tokenOf({ role })}`)).status).toBe(200);
    },
  );

  it('cannot be checked while the keys are away: 503, not 401', async () => {
    const cut = await startApi({
      tokens: {
        issuer: 'https://issuer.example',
        audience: 'handover-test',
        algorithms: ['ES256'],
        keys: async () => {
          throw new TypeError('fetch failed');
        },
      },
    });
    try {
      const answer = await cut.send('opsManager', 'GET', '/orders');

      expect(answer.status).toBe(503);
      expect(answer.body.code).toBe('ISSUER_UNAVAILABLE');
    } finally {
      await cut.close();
    }
  });
});

describe('R-SEC-01 without a token', () => {
  it.each([
    '/healthz',
    '/openapi.json',
    '/reference/',
    '/reference/js/scalar.js',
    '/errors',
    '/errors/STALE_SEQ',
  ])('%s answers', async (url) => {
    expect((await api.send(null, 'GET', url)).status).toBe(200);
  });

  it('nothing else answers', async () => {
    const { body } = await api.send(null, 'GET', '/openapi.json');
    const operations = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, { security?: unknown[] }>)
        .filter(([, { security }]) => security?.length !== 0)
        .map(
          ([method]) => [method.toUpperCase() as 'GET', path.replace(/\{\w+\}/, 'A-1')] as const,
        ),
    );

    expect(operations.length).toBeGreaterThan(15);
    for (const [method, url] of operations) {
      const answer = await api.send(null, method, url);
      expect([url, answer.status]).toEqual([url, 401]);
    }
  });
});
