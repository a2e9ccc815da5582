import type { FastifyInstance, FastifyRequest } from 'fastify';
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { type Actor, type Role, roles } from '../domain/order.ts';
import { Problem } from './problem.ts';

/** Which bearer tokens are accepted. All four are pinned: nothing is taken from the token itself. */
export interface TokenRules {
  /** The issuer's public keys. */
  readonly keys: JWTVerifyGetKey;
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
}

/** Who sent a request, as the token says. */
export interface Caller {
  readonly role: Role;
  /** The buyer's or seller's id; null for roles that act for the marketplace without naming a team. */
  readonly party: string | null;
  readonly subject: string;
  readonly sourceAddress: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route that is not public; read it with {@link callerOf}. */
    caller: Caller | undefined;
  }
  interface FastifyContextConfig {
    /** Answers without a token. */
    isPublic?: boolean;
  }
}

/** Checks the bearer token of every request, except on routes marked `isPublic` and where there is no route. */
export function requireTokens(app: FastifyInstance, rules: TokenRules): void {
  app.decorateRequest('caller', undefined);
  app.addHook('onRequest', async (request) => {
    if (request.is404 || request.routeOptions.config.isPublic === true) return;
    request.caller = await authenticate(request, rules);
  });
}

/** The caller of a route that needs a token. */
export function callerOf({ caller }: FastifyRequest): Caller {
  if (!caller) throw new Error('a route without token check asks who is calling');
  return caller;
}

/** The caller as the domain and the audit log name who acts. Pure. */
export const actorOf = ({ role, party, subject, sourceAddress }: Caller): Actor => ({
  role,
  party,
  subject,
  sourceAddress,
});

/**
 * Whose Idempotency-Keys are one space: a party with all its machines; an operations manager in person, who decides and
 * signs in the own name. Pure.
 */
export const senderOf = ({
  role,
  party,
  subject,
}: {
  readonly role: string;
  readonly party: string | null;
  readonly subject: string | null;
}): string =>
  [role, party, role === 'opsManager' ? subject : null].filter((part) => part !== null).join(':');

/** The marketplace's own people, who see every order whole. Pure. */
export const isMarketplace = (role: Role): boolean =>
  role === 'storefront' || role === 'opsManager';

/** Lets only these roles pass. @throws Problem FORBIDDEN */
export function requireRole({ role }: Caller, allowed: readonly Role[]): void {
  if (allowed.includes(role)) return;
  throw new Problem('FORBIDDEN', `this belongs to ${allowed.join(' or ')}, sent by ${role}`);
}

async function authenticate(request: FastifyRequest, rules: TokenRules): Promise<Caller> {
  const { authorization } = request.headers;
  if (authorization === undefined)
    throw unauthenticated('TOKEN_MISSING', 'no Authorization header');
  const [, token] = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization) ?? [];
  if (token === undefined) {
    throw unauthenticated('TOKEN_MISSING', 'the Authorization header is not `Bearer <token>`');
  }
  return callerFrom(await verified(token, rules), request.ip);
}

async function verified(token: string, rules: TokenRules): Promise<JWTPayload> {
  const { keys, issuer, audience, algorithms } = rules;
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: [...algorithms],
      requiredClaims: ['sub', 'exp'],
      clockTolerance: 5,
    });
    return payload;
  } catch (error) {
    const reason = reasonOf(error);
    if (reason !== undefined) throw unauthenticated('TOKEN_REFUSED', reason);
    throw new Problem('ISSUER_UNAVAILABLE', 'the keys cannot be fetched', {}, error);
  }
}

/** What is wrong with the token; undefined if it could not be checked at all. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return claimReason(error);
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return "the token's signature is not the issuer's";
  }
  if (error instanceof errors.JWKSNoMatchingKey) return "the token's key is not the issuer's";
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return "the token's algorithm is not an accepted one";
  }
  const isToken = [errors.JWSInvalid, errors.JWTInvalid, errors.JOSENotSupported];
  return isToken.some((kind) => error instanceof kind) ? 'the token cannot be read' : undefined;
}

const claimReasons: Readonly<Record<string, string>> = {
  aud: 'the token is for another audience',
  iss: 'the token comes from another issuer',
  nbf: 'the token is not valid yet',
};

const claimReason = ({ claim, reason }: errors.JWTClaimValidationFailed): string =>
  reason === 'missing'
    ? `the token has no \`${claim}\``
    : (claimReasons[claim] ?? `the token's \`${claim}\` is not accepted`);

/** Names in tokens end in the audit log: bounded, one line, printable. */
const namePattern = /^[^\p{Cc}\p{Cs}]{1,200}$/u;

/** Persons decide and sign: a name that only looks like another one's is none. */
const isPlainName = (name: string): boolean =>
  name === name.trim() &&
  name === name.normalize('NFKC') &&
  !/[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u.test(name);

function callerFrom({ sub, role, party }: JWTPayload, sourceAddress: string): Caller {
  if (typeof sub !== 'string' || !namePattern.test(sub) || !isPlainName(sub)) {
    throw unauthenticated('TOKEN_REFUSED', "the token's `sub` is not a name");
  }
  const known = roles.find((name) => name === role);
  if (known === undefined) {
    throw new Problem('FORBIDDEN', `the token's \`role\` is none of ${roles.join(', ')}`);
  }
  const named = typeof party === 'string' && namePattern.test(party) ? party : null;
  if (named === null && (party !== undefined || known === 'buyer' || known === 'seller')) {
    throw new Problem('FORBIDDEN', `the token's \`party\` must name whom this ${known} acts for`);
  }
  return { role: known, party: named, subject: sub, sourceAddress };
}

function unauthenticated(code: 'TOKEN_MISSING' | 'TOKEN_REFUSED', reason: string): Problem {
  const error = code === 'TOKEN_REFUSED' ? `, error="invalid_token"` : '';
  const described = reason.replaceAll('"', "'").replaceAll('`', "'");
  return new Problem(code, reason, {
    headers: {
      'www-authenticate': `Bearer realm="handover"${error}, error_description="${described}"`,
    },
  });
}
