import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { loadStartConfig } from '../config.ts';
import { signDevToken } from '../infra/dev-issuer.ts';
import { messageOf } from '../infra/start-error.ts';
import { disputes } from './demo/dispute.ts';
import { everyFlow } from './demo/every-flow.ts';
import type { TokenSource } from './demo/marketplace.ts';
import { stories } from './demo/stories.ts';
import { tell } from './demo/tell.ts';

const help = `usage: npm run demo [-- --guided] [--only <text>] [--url <address of the API>]

Moves three documented mock orders, then one order of every flow, then two that end in a dispute, from purchase to
completion, over HTTP and with shortened clocks, while \`npm start\` runs in another terminal. Prints each step and each
refusal in words; of the disputes also why the order stands where it stands, before and after each step. Ends with 0 only
if every order ended where its flow says.

  --guided   waits for Enter before each step
  --only     orders whose flow id contains the text
  --url      address of the API; by default the one that \`npm start\` serves
`;

try {
  process.exitCode = await play(process.argv.slice(2));
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 2;
}

async function play(given: string[]): Promise<number> {
  const { values } = parseArgs({
    args: given,
    options: {
      guided: { type: 'boolean' },
      only: { type: 'string', default: '' },
      url: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const { host, port, devIssuerFile } = loadStartConfig();
  const url = values.url ?? `http://${host}:${port}`;
  if (devIssuerFile === undefined) {
    throw new Error(
      'AUTH_ISSUER is set: the demo signs its own tokens and needs the development issuer',
    );
  }
  await requireApi(url);

  const tokens: TokenSource = (role, party, person) =>
    signDevToken(devIssuerFile, {
      sub: person ?? party ?? role,
      role,
      ...(party !== undefined && { party }),
    });
  const keyboard = values.guided
    ? createInterface({ input: process.stdin, output: process.stdout })
    : undefined;
  const beforeStep = async () => void (await keyboard?.question('  … Enter '));

  const told = [...stories, ...everyFlow, ...disputes].filter(({ flow }) =>
    flow.includes(values.only),
  );
  if (told.length === 0) throw new Error(`no flow id contains "${values.only}"`);
  let ended = 0;
  for (const story of told) {
    const isGood = await tell(story, { url, tokens, say: (line) => console.log(line), beforeStep });
    if (isGood) ended += 1;
  }
  keyboard?.close();
  console.log(`\n${ended} of ${told.length} orders ended where their flow says`);
  return ended === told.length ? 0 : 1;
}

async function requireApi(url: string): Promise<void> {
  const ready = await fetch(`${url}/readyz`).catch(() => undefined);
  if (!ready) throw new Error(`nothing answers at ${url}: run \`npm start\` in another terminal`);
  if (ready.status !== 200) throw new Error(`the API is not ready: ${await ready.text()}`);
}
