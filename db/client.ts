import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';

/** The role that worker and API act as; it may append to the audit log and neither change nor delete in it. */
export const applicationRole = 'handover_app';

/** A pool of connections acting as the application's role, and the way to give them back. */
export interface Database {
  readonly db: ReturnType<typeof drizzle>;
  /** Waits for running statements, at most five seconds. */
  readonly close: () => Promise<void>;
}

/**
 * Connects lazily: nothing fails before the first statement, and lost connections come back by themselves. Whatever
 * login the URL names, every connection takes the application's role before its first statement.
 */
export function connect(url: string, options: { readonly max?: number } = {}): Database {
  const sql = postgres(url, {
    max: options.max ?? 10,
    idle_timeout: 60,
    connect_timeout: 5,
    // After an outage the pool tries again at this pace; the driver's own grows to 20 seconds.
    backoff: () => 0.2,
    // Moments are read as text: whatever the database's own settings, in UTC and ISO.
    connection: {
      role: applicationRole,
      application_name: 'handover',
      TimeZone: 'UTC',
      DateStyle: 'ISO',
    },
    onnotice: () => undefined,
  });
  return { db: drizzle(sql), close: () => sql.end({ timeout: 5 }) };
}
