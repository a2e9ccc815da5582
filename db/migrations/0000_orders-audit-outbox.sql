CREATE TABLE "audit_log" (
	"order_id" text NOT NULL,
	"no" integer NOT NULL,
	"prev_hash" text NOT NULL,
	"hash" text NOT NULL,
	"entry" jsonb NOT NULL,
	"seq" integer GENERATED ALWAYS AS (((entry->>'seq')::int)) STORED NOT NULL,
	"result" text GENERATED ALWAYS AS ((entry->>'result')) STORED NOT NULL,
	"command_id" text GENERATED ALWAYS AS ((entry->>'commandId')) STORED,
	"action" text GENERATED ALWAYS AS ((entry->>'action')) STORED,
	"attempt_id" text GENERATED ALWAYS AS ((entry->>'attemptId')) STORED,
	CONSTRAINT "audit_log_order_id_no_pk" PRIMARY KEY("order_id","no")
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"id" text PRIMARY KEY NOT NULL,
	"seq" integer NOT NULL,
	"livemode" boolean NOT NULL,
	"delivery_mode" text NOT NULL,
	"sales_category" text NOT NULL,
	"scene" text NOT NULL,
	"flow_id" text NOT NULL,
	"node" text NOT NULL,
	"awaited_role" text,
	"supervision_status" text NOT NULL,
	"order_status" text NOT NULL,
	"buyer_id" text NOT NULL,
	"seller_id" text NOT NULL,
	"next_deadline_at" timestamp with time zone,
	"placed_at" timestamp with time zone NOT NULL,
	"paid_at" timestamp with time zone NOT NULL,
	"paid_fen" bigint NOT NULL,
	"opened_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"state" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"order_id" text NOT NULL,
	"seq" integer NOT NULL,
	"topic" text NOT NULL,
	"payload" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "audit_one_entry_per_transition" ON "audit_log" USING btree ("order_id","seq") WHERE entry->>'result' = 'DONE';--> statement-breakpoint
CREATE UNIQUE INDEX "audit_one_transition_per_command" ON "audit_log" USING btree ("order_id","command_id") WHERE entry->>'result' = 'DONE';--> statement-breakpoint
CREATE UNIQUE INDEX "audit_one_entry_per_refusal" ON "audit_log" USING btree ("order_id","attempt_id") WHERE entry->>'result' = 'REFUSED';--> statement-breakpoint
CREATE INDEX "orders_newest" ON "orders" USING btree ("opened_at","id");--> statement-breakpoint
CREATE INDEX "orders_by_buyer" ON "orders" USING btree ("buyer_id","opened_at","id");--> statement-breakpoint
CREATE INDEX "orders_by_seller" ON "orders" USING btree ("seller_id","opened_at","id");--> statement-breakpoint
CREATE INDEX "orders_by_node" ON "orders" USING btree ("node","opened_at","id");--> statement-breakpoint
CREATE INDEX "orders_by_deadline" ON "orders" USING btree ("next_deadline_at");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_once" ON "outbox" USING btree ("order_id","seq","topic");