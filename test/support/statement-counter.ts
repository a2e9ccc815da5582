import postgres from 'postgres';

/** Counts the statements that other connections send to one database from now on. */
export interface StatementCounter {
  readonly read: () => Promise<{ readonly query: string; readonly calls: number }[]>;
  readonly close: () => Promise<void>;
}

/** Begins to count. Statements inside functions do not count: they are no round trip and no commit of their own. */
export async function statementCounter(ownerUrl: string): Promise<StatementCounter> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined });
  await sql`create extension if not exists pg_stat_statements`;
  await sql`set pg_stat_statements.track = 'none'`;
  await sql`select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()), 0)`;
  return {
    read: async () => {
      const rows = await sql<{ query: string; calls: number }[]>`
        select query, calls::int from pg_stat_statements
        where dbid = (select oid from pg_database where datname = current_database())
        order by query`;
      return rows.map(({ query, calls }) => ({ query, calls }));
    },
    close: () => sql.end(),
  };
}
