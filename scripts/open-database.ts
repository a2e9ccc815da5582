import { startPostgres } from '../infra/postgres.ts';

const stateFolder = process.argv[2];
if (stateFolder === undefined || stateFolder.startsWith('-')) {
  console.log(
    'usage: node --import tsx scripts/open-database.ts <folder that a test run has kept>',
  );
  process.exit(stateFolder === '--help' ? 0 : 2);
}
const server = await startPostgres({ stateFolder });
console.log(`as owner:       ${server.ownerUrl}`);
console.log(`as application: ${server.appUrl}`);
console.log('replace the database name at the end by the kept one; Ctrl-C stops it');
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void server.stop().then(() => process.exit(0)));
}
