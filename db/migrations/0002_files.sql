CREATE TABLE "files" (
	"id" uuid PRIMARY KEY NOT NULL,
	"order_id" text NOT NULL,
	"no" integer NOT NULL,
	"name" text NOT NULL,
	"media_type" text NOT NULL,
	"bytes" bigint NOT NULL,
	"sha256" text NOT NULL,
	"uploaded_by_role" text NOT NULL,
	"uploaded_by_party" text,
	"uploaded_by_subject" text NOT NULL,
	"source_address" text NOT NULL,
	"scanned_by" text NOT NULL,
	"uploaded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "files_in_order" UNIQUE("order_id","no"),
	CONSTRAINT "files_once" UNIQUE NULLS NOT DISTINCT("order_id","uploaded_by_role","uploaded_by_party","sha256","name"),
	CONSTRAINT "files_not_empty" CHECK ("files"."bytes" > 0),
	CONSTRAINT "files_sha256_is_hex" CHECK ("files"."sha256" ~ '^[0-9a-f]{64}$')
);

--> statement-breakpoint
-- Evidence: the application adds files and reads them.
GRANT SELECT, INSERT ON files TO handover_app;
--> statement-breakpoint

-- Adds one file to an order in one statement, numbers it and stamps its real time. Answers the file; or the one that is
-- there already with the same content and name by the same party; or nothing, when the order has `most` files.
CREATE FUNCTION record_file(the_row jsonb, most integer) RETURNS SETOF files LANGUAGE plpgsql AS $$
DECLARE
  wanted files := jsonb_populate_record(NULL::files, the_row);
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('files:' || wanted.order_id, 0));
  RETURN QUERY
    SELECT * FROM files AS known
    WHERE known.order_id = wanted.order_id AND known.sha256 = wanted.sha256 AND known.name = wanted.name
      AND known.uploaded_by_role = wanted.uploaded_by_role
      AND known.uploaded_by_party IS NOT DISTINCT FROM wanted.uploaded_by_party;
  IF FOUND THEN
    RETURN;
  END IF;

  SELECT coalesce(max(known.no), 0) + 1 INTO wanted.no FROM files AS known WHERE known.order_id = wanted.order_id;
  IF wanted.no > most THEN
    RETURN;
  END IF;
  wanted.uploaded_at := clock_timestamp();
  RETURN QUERY INSERT INTO files SELECT (wanted).* RETURNING *;
END
$$;
