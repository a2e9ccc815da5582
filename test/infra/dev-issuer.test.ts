import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDevKey, devPublicKeys, signDevToken } from '../../infra/dev-issuer.ts';

const expected = { issuer: 'handover-dev', audience: 'handover', algorithms: ['ES256'] };

let folder: string;
let keyFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handover-test-issuer-'));
  keyFile = join(folder, 'dev-issuer.json');
});

afterEach(() => rmSync(folder, { recursive: true }));

describe('the development issuer', () => {
  it('signs tokens that its public key verifies, for 30 days', async () => {
    await createDevKey(keyFile);

    const token = await signDevToken(keyFile, { sub: 'S-1', role: 'seller', party: 'S-1' });

    const keys = createLocalJWKSet(devPublicKeys(keyFile));
    const { payload, protectedHeader } = await jwtVerify(token, keys, expected);
    expect(payload).toMatchObject({ sub: 'S-1', role: 'seller', party: 'S-1' });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(30 * 86_400);
    expect(protectedHeader.alg).toBe('ES256');
  });

  it('makes one key however many ask at once, readable by its owner only', async () => {
    await Promise.all([createDevKey(keyFile), createDevKey(keyFile), createDevKey(keyFile)]);
    const before = readFileSync(keyFile, 'utf8');
    await createDevKey(keyFile);

    expect(readFileSync(keyFile, 'utf8')).toBe(before);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  });

  it('never publishes the private half', async () => {
    await createDevKey(keyFile);

    expect(devPublicKeys(keyFile).keys[0]).not.toHaveProperty('d');
  });

  it('says what to do about a key file that is missing or damaged', async () => {
    expect(() => devPublicKeys(keyFile)).toThrow('there is no development key');
    writeFileSync(keyFile, '{}');
    await expect(createDevKey(keyFile)).rejects.toThrow('delete that file, a new one is made');
  });
});

describe('npm run token', () => {
  it('prints a token and nothing else, also before the first npm start', async () => {
    const { stdout, stderr } = await token('--role', 'seller', '--party', 'S-1');

    const keys = createLocalJWKSet(devPublicKeys(keyFile));
    const { payload } = await jwtVerify(stdout.trimEnd(), keys, expected);
    expect(payload).toMatchObject({ sub: 'S-1', role: 'seller', party: 'S-1' });
    expect(stderr).toBe('');
  });

  it.each([
    [['--role', 'sellr'], {}, 'there is no role "sellr": choose one of storefront, buyer, seller'],
    [[], {}, '--role is missing: choose one of storefront'],
    [['--role', 'buyer'], {}, 'a buyer needs --party <id>'],
    [['--rolle', 'buyer'], {}, "Unknown option '--rolle'"],
    [['--role', 'opsManager'], { AUTH_ISSUER: 'https://x.example' }, 'AUTH_ISSUER is set'],
  ])('refuses %j %j', async (given, environment, sentence) => {
    const refused = run(given, environment);

    await expect(refused).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(sentence),
    });
  });

  it('explains itself', async () => {
    const { stdout } = await token('--help');

    expect(stdout).toContain('npm run --silent token -- --role');
  });
});

const token = (...given: string[]) => run(given, {});

function run(given: readonly string[], environment: Record<string, string>) {
  const root = join(import.meta.dirname, '../..');
  return promisify(execFile)(process.execPath, ['--import', 'tsx', 'scripts/token.ts', ...given], {
    cwd: root,
    env: { PATH: process.env.PATH, HANDOVER_STATE_DIR: folder, ...environment },
  });
}
