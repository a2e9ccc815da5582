import { parseArgs } from 'node:util';
import { loadStartConfig } from '../config.ts';
import { roles } from '../domain/order.ts';
import { createDevKey, signDevToken } from '../infra/dev-issuer.ts';
import { messageOf } from '../infra/start-error.ts';

const help = `usage: npm run --silent token -- --role <role> [--party <id>]

Prints a bearer token of the development issuer, valid for 30 days, for the API that \`npm start\` runs.

  --role    ${roles.join(', ')}
  --party   id of the buyer or seller; needed for these two roles
  --sub     who is acting (the party, or the role)

  curl -H "Authorization: Bearer $(npm run --silent token -- --role seller --party S-1)" http://127.0.0.1:8080/orders
`;

/** Roles that act for one party and see only its orders. */
const partyRoles: readonly string[] = ['buyer', 'seller'];

try {
  console.log(await answer(process.argv.slice(2)));
} catch (error) {
  console.error(messageOf(error));
  process.exit(2);
}

async function answer(given: string[]): Promise<string> {
  const { values } = parseArgs({
    args: given,
    options: {
      role: { type: 'string' },
      party: { type: 'string' },
      sub: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return help;
  const { role, party } = values;
  if (!roles.some((known) => known === role) || role === undefined) {
    throw new Error(
      `${role === undefined ? '--role is missing' : `there is no role "${role}"`}: choose one of ${roles.join(', ')}`,
    );
  }
  if (partyRoles.includes(role) && !party) {
    throw new Error(`a ${role} needs --party <id>: whose orders the token opens`);
  }
  const { devIssuerFile } = loadStartConfig();
  if (devIssuerFile === undefined) {
    throw new Error(
      'AUTH_ISSUER is set: the development issuer is off, get a token from that issuer',
    );
  }
  await createDevKey(devIssuerFile);
  const sub = values.sub ?? party ?? role;
  return await signDevToken(devIssuerFile, { sub, role, ...(party !== undefined && { party }) });
}
