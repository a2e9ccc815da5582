-- The application's own role. Roles belong to the cluster, so it may exist already (with a login or without one), and
-- then no right to create roles is needed.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'handover_app') THEN
    CREATE ROLE handover_app NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;
END
$$;
--> statement-breakpoint
-- Whoever owns the tables can also run the application, in the application's role.
DO $$
BEGIN
  IF NOT pg_has_role(current_user, 'handover_app', 'MEMBER') THEN
    EXECUTE format('GRANT handover_app TO %I', current_user);
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  NULL;
END
$$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO handover_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON orders TO handover_app;
--> statement-breakpoint
GRANT SELECT, INSERT ON audit_log TO handover_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO handover_app;
--> statement-breakpoint

-- R-AUD-02: append-only for the owner too. Whoever must correct the log appends to it.
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the audit log is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
CREATE TRIGGER audit_log_is_append_only
  BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
--> statement-breakpoint

-- Appends one entry to the order's chain and stamps its real time. The caller holds the order's lock.
CREATE FUNCTION append_audit_entry(the_order text, the_entry jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  last_no integer;
  last_hash text;
  stamped jsonb := the_entry || jsonb_build_object(
    'recordedAt', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'));
BEGIN
  SELECT no, hash INTO last_no, last_hash FROM audit_log WHERE order_id = the_order ORDER BY no DESC LIMIT 1;
  last_hash := coalesce(last_hash, encode(sha256(convert_to(the_order, 'UTF8')), 'hex'));
  INSERT INTO audit_log (order_id, no, prev_hash, hash, entry)
  VALUES (
    the_order, coalesce(last_no, 0) + 1, last_hash,
    encode(sha256(convert_to(last_hash || stamped::text, 'UTF8')), 'hex'), stamped);
END
$$;
--> statement-breakpoint

-- One transition in one statement: projection, audit entry and outbox rows, or nothing. Numbered by the order's own
-- seq: a repeat changes nothing, and a late one never overwrites a newer projection. The first to record a number wins:
-- whoever comes with other content under it is answered with what stands there, and otherwise with null.
CREATE FUNCTION record_transition(the_entry jsonb, the_row jsonb, the_messages jsonb) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  the_order text := the_row->>'id';
  the_seq integer := (the_entry->>'seq')::integer;
  recorded jsonb;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('order:' || the_order, 0));
  SELECT entry INTO recorded
  FROM audit_log WHERE order_id = the_order AND seq = the_seq AND entry->>'result' = 'DONE';
  IF recorded - 'recordedAt' = the_entry THEN
    RETURN NULL;
  ELSIF recorded IS NOT NULL THEN
    RETURN recorded;
  END IF;

  PERFORM append_audit_entry(the_order, the_entry);

  INSERT INTO orders AS known (
    id, seq, livemode, delivery_mode, sales_category, scene, flow_id, node, awaited_role, supervision_status,
    order_status, buyer_id, seller_id, next_deadline_at, placed_at, paid_at, paid_fen, state)
  SELECT
    r.id, r.seq, r.livemode, r.delivery_mode, r.sales_category, r.scene, r.flow_id, r.node, r.awaited_role,
    r.supervision_status, r.order_status, r.buyer_id, r.seller_id, r.next_deadline_at, r.placed_at, r.paid_at,
    r.paid_fen, r.state
  FROM jsonb_populate_record(NULL::orders, the_row) AS r
  ON CONFLICT (id) DO UPDATE SET
    seq = excluded.seq, node = excluded.node, awaited_role = excluded.awaited_role,
    supervision_status = excluded.supervision_status, order_status = excluded.order_status,
    next_deadline_at = excluded.next_deadline_at, state = excluded.state, updated_at = now()
  WHERE known.seq < excluded.seq;

  INSERT INTO outbox (order_id, seq, topic, payload)
  SELECT the_order, the_seq, message->>'topic', message->'payload'
  FROM jsonb_array_elements(the_messages) AS message
  ON CONFLICT (order_id, seq, topic) DO NOTHING;
  RETURN NULL;
END
$$;
--> statement-breakpoint

-- One refused attempt in one statement. Repeats of the same attempt change nothing.
CREATE FUNCTION record_refusal(the_order text, the_entry jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('order:' || the_order, 0));
  IF EXISTS (
    SELECT 1 FROM audit_log
    WHERE order_id = the_order AND attempt_id = the_entry->>'attemptId' AND entry->>'result' = 'REFUSED'
  ) THEN
    RETURN;
  END IF;
  PERFORM append_audit_entry(the_order, the_entry);
END
$$;
--> statement-breakpoint

-- The first place where an order's chain of hashes is broken; null if it is whole.
CREATE FUNCTION broken_audit_entry(the_order text) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT min(chain.no) FROM (
    SELECT
      no, prev_hash, hash, entry, row_number() OVER (ORDER BY no) AS expected_no,
      coalesce(lag(hash) OVER (ORDER BY no), encode(sha256(convert_to(the_order, 'UTF8')), 'hex')) AS expected_prev
    FROM audit_log WHERE order_id = the_order
  ) AS chain
  WHERE chain.no <> chain.expected_no
     OR chain.prev_hash <> chain.expected_prev
     OR chain.hash <> encode(sha256(convert_to(chain.prev_hash || chain.entry::text, 'UTF8')), 'hex')
$$;
