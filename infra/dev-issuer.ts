import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, type JSONWebKeySet, type JWK, SignJWT } from 'jose';
import { developmentIssuer } from '../config.ts';
import { StartError } from './start-error.ts';

/** What a development token says about its bearer. */
export interface TokenClaims {
  readonly sub: string;
  readonly role: string;
  /** The buyer's or seller's id; absent for roles that act for the marketplace. */
  readonly party?: string;
}

/**
 * Creates the signing key of the development issuer, once; readable by its owner only (mode 0600).
 * Two processes may call it at the same time: the first key wins.
 */
export async function createDevKey(keyFile: string): Promise<void> {
  if (readKey(keyFile)) return;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'ES256', use: 'sig' };
  mkdirSync(dirname(keyFile), { recursive: true });
  const prepared = `${keyFile}.${process.pid}.${randomUUID()}`;
  writeFileSync(prepared, JSON.stringify(key), { mode: 0o600 });
  try {
    linkSync(prepared, keyFile);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(prepared);
  }
}

/** The public half of the key, as an issuer would publish it. @throws StartError when there is no key */
export function devPublicKeys(keyFile: string): JSONWebKeySet {
  const { d: _private, ...publicKey } = requireKey(keyFile);
  return { keys: [publicKey] };
}

/**
 * Signs a token of the development issuer (ES256).
 *
 * @param expiresIn - how long it is valid, in jose's words; '30 days' by default
 * @throws StartError when there is no key
 */
export async function signDevToken(
  keyFile: string,
  claims: TokenClaims,
  expiresIn = '30 days',
): Promise<string> {
  const key = requireKey(keyFile);
  const { sub, role, party } = claims;
  return await new SignJWT({ role, ...(party !== undefined && { party }) })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid ?? '' })
    .setSubject(sub)
    .setIssuer(developmentIssuer.issuer)
    .setAudience(developmentIssuer.audience)
    .setIssuedAt()
    .setExpirationTime(expiresIn)
    .sign(await importJWK(key, 'ES256'));
}

function requireKey(keyFile: string): JWK & { readonly d: string } {
  const key = readKey(keyFile);
  if (!key) throw new StartError(`there is no development key at ${keyFile}: run \`npm start\``);
  return key;
}

function readKey(keyFile: string): (JWK & { readonly d: string }) | undefined {
  let text: string;
  try {
    text = readFileSync(keyFile, 'utf8');
  } catch {
    return undefined;
  }
  const key = parsed(text);
  if (typeof key?.d !== 'string') {
    throw new StartError(
      `${keyFile} does not hold the development key: delete that file, a new one is made`,
    );
  }
  return { ...key, d: key.d };
}

function parsed(text: string): JWK | undefined {
  try {
    return JSON.parse(text) as JWK;
  } catch {
    return undefined;
  }
}
