/** How much a rule is worth: see {@link Rule}. */
export const ruleTags = ['DOC', 'INF', 'NOT FOUND'] as const;

interface Rule {
  /** `DOC`: a public page or the excerpt says it. `INF`: our reading. `NOT FOUND`: looked for, not in the public material. */
  readonly tag: (typeof ruleTags)[number];
  /** Our wording of the rule. */
  readonly statement: string;
  /** Source keys of the rule collection's list of sources; `seed` is the mission's own excerpt. */
  readonly source: string;
  /** Where the collection has it: a section or a timer number. */
  readonly was: string;
}

const rule = (tag: Rule['tag'], was: string, source: string, statement: string): Rule => ({
  tag,
  statement,
  source,
  was,
});

/**
 * The business rules in force here, with provenance. Flow files, refusals and test titles name them by id;
 * `docs/rules.md` is written from this table and a test demands a test for each id.
 */
export const rules = {
  'R-CUT-01': rule(
    'DOC',
    '0.1',
    'S4 S6',
    'The online authorization code flow has two versions: for orders placed before 2024-09-14 and for orders placed from that date on.',
  ),
  'R-CUT-02': rule(
    'INF',
    '0',
    '—',
    'A date in force begins at 00:00 Beijing time (+08:00) of that day, inclusive.',
  ),
  'R-CUT-03': rule('DOC', '0', 'S4 S6', 'The moment when the order was placed decides its flow.'),
  'R-CUT-04': rule(
    'DOC',
    '2.7 2.8',
    'S9 S10 S11 S12',
    'SaaS and professional services follow the baseline for orders placed before 2025-03-26; what came after has its own flow.',
  ),
  'R-CUT-05': rule(
    'INF',
    '0',
    '—',
    'Flow, assumptions and calendar are fixed when the order opens, for its whole life.',
  ),
  'R-GEN-01': rule(
    'DOC',
    '2',
    'S1',
    'Supervision starts when payment succeeds; the order is then in PROCESSING.',
  ),
  'R-GEN-02': rule(
    'DOC',
    '2.1',
    'S11',
    'Baseline: the buyer submits the requirement, the seller confirms it and delivers, the buyer accepts.',
  ),
  'R-GEN-03': rule(
    'DOC',
    '2.1',
    'S11',
    'A requirement that the seller rejects goes back to the buyer, who edits and submits it again.',
  ),
  'R-GEN-04': rule('DOC', '2', 'S9', 'The buyer may reject a delivery any number of times.'),
  'R-GEN-05': rule(
    'INF',
    '2',
    '—',
    'A rejected delivery goes back to the node where the seller delivers.',
  ),
  'R-GEN-06': rule('DOC', 'T1', 'S1 S3', 'The order completes within 3 hours after acceptance.'),
  'R-GEN-07': rule(
    'INF',
    '2.12',
    '—',
    'What comes at the wrong node or from the wrong actor is refused and logged, never queued.',
  ),
  'R-GEN-08': rule(
    'DOC',
    '5.2',
    'S40',
    'With completion the guarantee period ends: no refund afterwards.',
  ),
  'R-GEN-09': rule(
    'NOT FOUND',
    '11, 10',
    '—',
    'No time limit for the people of a flow is documented. (What acts on the whole order, the close after 365 days until 2024-03-05 and the alert after 180 days since, T5 to T7, is not built yet.)',
  ),
  'R-GEN-10': rule(
    'INF',
    'T1',
    '—',
    'An order takes the whole 3 hours between acceptance and completion; meanwhile it stands at COMPLETING, a node of ours.',
  ),
  'R-REV-01': rule(
    'DOC',
    '2',
    'S1 S6 S22',
    'Huawei reviews joint-operation orders in the empowerment cloud scene and, by the newer pages, in the base cloud scene.',
  ),
  'R-REV-02': rule(
    'INF',
    '0.3',
    'S4 S22',
    'Joint-operation orders placed before 2023-04-28 are all reviewed.',
  ),
  'R-REV-03': rule(
    'DOC',
    '2',
    'S5 S17',
    "The review comes after the seller's proof and before the buyer's acceptance.",
  ),
  'R-REV-04': rule(
    'INF',
    '2',
    '—',
    'A failed review goes back to the node where the seller proves the delivery.',
  ),
  'R-REV-05': rule(
    'INF',
    '2',
    '—',
    'Huawei and self-service products are reviewed in the same scenes as joint-operation products.',
  ),
  'R-REV-06': rule(
    'INF',
    '0.3',
    '—',
    'From which date base cloud orders are reviewed is not documented (the pages of 2024-11 name them, those of 2024-09 do not): in the baseline, whenever placed.',
  ),
  'R-REV-07': rule(
    'DOC',
    '2',
    'seed',
    'Huawei products follow the same figure as joint-operation products.',
  ),
  'R-LIC2-01': rule(
    'DOC',
    '2.2',
    'S4',
    'Before 2024-09-14: deliver, claim, activate, upload proof, review where it applies, automatic acceptance; the buyer clicks no acceptance.',
  ),
  'R-LIC2-02': rule(
    'DOC',
    '2.2',
    'S6',
    'From 2024-09-14: after delivery the buyer claims, activation closes the order; claim and activation together count as acceptance.',
  ),
  'R-LIC2-03': rule(
    'INF',
    '2.2',
    '—',
    'From 2024-09-14 proof and review precede the claim, because activation is the closing event.',
  ),
  'R-LIC2-04': rule(
    'DOC',
    '2.2',
    'S4',
    'From the claim on the buyer can no longer start a negotiated unsubscription.',
  ),
  'R-LIC2-05': rule(
    'DOC',
    '2.2',
    'S4 S6',
    'The buyer can claim only after delivery, and confirms the claim twice.',
  ),
  'R-LIC2-06': rule('DOC', '2.2', 'S18', 'Activation before the claim is refused.'),
  'R-LIC2-07': rule('DOC', '2.2', 'S18', 'A second activation is refused.'),
  'R-LIC2-08': rule(
    'DOC',
    '2.2',
    'S4 S19',
    'The actual enable time is the time of activation, or the real effect time that came with it.',
  ),
  'R-LIC2-09': rule(
    'INF',
    'section 11, 8',
    'S1',
    'The 3 hours to completion hold for automatic acceptance too.',
  ),
  'R-LIC2-10': rule(
    'INF',
    '2.2',
    'S19 S6b',
    'Where no claim is asked for, the code can be activated after delivery and the unsubscription lock starts at activation.',
  ),
  'R-LIC2-11': rule(
    'DOC',
    '2.2',
    'S4',
    'From 2023-04-28 until 2024-09-14 an authorization code order is reviewed in the empowerment cloud scene only.',
  ),
  'R-LIC2-12': rule(
    'DOC',
    '2.2',
    'S20',
    'General products may use authorization codes; they follow the same flow without review.',
  ),
  'R-LIC2-13': rule(
    'INF',
    '2.2',
    '—',
    'From 2024-09-14 the claim locks negotiated unsubscription as it did before.',
  ),
  'R-LIC2-14': rule(
    'INF',
    '2.2',
    'S4',
    'Before 2024-09-14 the interface page put activation after acceptance; the supervision page, which puts it before, is followed.',
  ),
  'R-ENA-01': rule(
    'DOC',
    '6.2',
    'S19',
    'The real effect time that comes with an activation is not before the order was placed.',
  ),
  'R-ENA-02': rule('INF', '6.2', '—', 'The actual enable time is not in the future.'),
  'R-CAL-01': rule(
    'INF',
    'T11',
    'S13b',
    'A limit of n working days ends with the last instant of the n-th working day in Beijing, the first day not counted.',
  ),
  'R-ENA-03': rule(
    'INF',
    '6.2',
    '—',
    'The actual enable time that comes with a delivery is not before the order was placed either.',
  ),
  'R-ENA-04': rule(
    'DOC',
    '6.2',
    'S3 S50',
    'The field may be left empty: then the time of acceptance counts. The newest delivery says which.',
  ),
  'R-CAL-02': rule('INF', '3', '—', 'A calendar answers only for the years that it knows.'),
  'R-AUD-01': rule(
    'DOC',
    '9',
    'seed',
    'The audit log names who acted, in which role, what was done, to which resource, from which address, with which result and when; refused attempts included.',
  ),
  'R-AUD-02': rule(
    'DOC',
    '9',
    'seed',
    'Nobody can delete or alter audit entries by hand: the store is append-only.',
  ),
  'R-SEC-01': rule(
    'DOC',
    '9',
    'S65',
    'Tenants are isolated: the server authorizes every request, and the order of somebody else does not exist for the caller.',
  ),
  'R-SEC-02': rule(
    'DOC',
    '9',
    'S65',
    'Secrets and personal data stay out of logs, error texts and what operators see in lists.',
  ),
} as const satisfies Record<string, Rule>;

/** The id of a business rule. */
export type RuleId = keyof typeof rules;

/** The rule behind an id. Pure. */
export const ruleOf = (id: RuleId): Rule => rules[id];
