/** What `npm start -- --help` prints. */
export const startHelp = `usage: npm start [-- --help]

Brings up PostgreSQL, a Temporal server with its web UI, the worker and the API in this terminal.
Ctrl-C stops everything in order and keeps the data; a second Ctrl-C stops at once.

Nothing has to be set. These environment variables change something:

  HANDOVER_STATE_DIR          folder of all state (.handover)
  HANDOVER_CACHE_DIR          folder of the Temporal CLI, shared by checkouts (the user's cache folder)
  API_HOST, API_PORT          where the API listens (127.0.0.1, 8080)
  HANDOVER_TEMPORAL_PORT      Temporal's gRPC service (7233)
  HANDOVER_TEMPORAL_UI_PORT   Temporal's web UI (8233)
  HANDOVER_POSTGRES_PORT      PostgreSQL (any free port)
  COMMAND_WAIT_MS             how long a request waits for a worker before it answers 202 (5000)
  DRAIN_MS                    how long the worker and the API may finish what they have begun (8000)
  HANDOVER_ASSUMPTIONS        readings of ours that new orders follow, as name=value,… (docs/assumptions.md)

Files that parties attach to orders:
  FILES_DIR                   folder of their contents (files, in the folder of all state)
  FILES_MAX_BYTES             longest file (52428800)
  FILES_S3_BUCKET, FILES_S3_REGION
                              an object store instead of a folder; credentials as the AWS SDK finds them
  FILES_S3_ENDPOINT           another service than AWS that speaks S3
  FILES_S3_PATH_STYLE         true: the bucket in the path, not in the host name (false)

Your own PostgreSQL instead of the embedded one:
  DATABASE_URL                as the owner of the tables; migrations run with it
  APP_DATABASE_URL            as the application's role (DATABASE_URL)

Your own Temporal service, or Temporal Cloud; Temporal's own environment configuration:
  TEMPORAL_ADDRESS            host:port; then no server is started
  TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS, TEMPORAL_TLS_CLIENT_CERT_PATH, …
  TEMPORAL_PROFILE, TEMPORAL_CONFIG_FILE
  TEMPORAL_TASK_QUEUE         (orders)
  TEMPORAL_UI_URL             for the links (http://127.0.0.1:8233)

Your own token issuer; the development issuer (npm run token) is off then:
  AUTH_ISSUER, AUTH_AUDIENCE, AUTH_JWKS_URL
  AUTH_ALGORITHMS             (ES256,RS256)
`;
