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
    'SaaS and professional services follow the baseline for orders placed before 2025-03-26, and another figure from that date on.',
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
    'No time limit for the people of a flow is documented, apart from hardware that is signed for.',
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
  'R-MOD-01': rule(
    'DOC',
    '1.3',
    'S1',
    'Orders of modes without supervision (image, API, container, AI asset, data asset, application asset, SaaS opened at once) are in effect at once; their supervision status is NOT_APPLICABLE.',
  ),
  'R-MOD-02': rule(
    'DOC',
    '1.3',
    'S3 S7 S24',
    'The renewal of an order that finished its supervision never opens a supervision of its own.',
  ),
  'R-MOD-03': rule(
    'INF',
    '1.2',
    '—',
    'A purchase carries the facts of its delivery mode only; what does not fit together is refused.',
  ),
  'R-CUT-06': rule(
    'INF',
    '2.7',
    '—',
    'For SaaS and professional services placed from 2025-03-26 on the requirement is optional: the seller may deliver without one.',
  ),
  'R-SAL-01': rule(
    'INF',
    '2.13',
    '—',
    'Combinations of which the documents show no figure are not sold: License 1.0 and the License client as general products, data files as joint-operation or Huawei products.',
  ),
  'R-LIC1-01': rule(
    'DOC',
    '2.3',
    'S3 S5',
    'License 1.0: the buyer submits the id code, the seller delivers by it and proves it, the buyer accepts.',
  ),
  'R-LIC1-02': rule(
    'DOC',
    '2.3',
    'seed S3',
    'The platform generates a system id code; a hardware id code is typed by the buyer, who answers for it.',
  ),
  'R-LIC1-03': rule(
    'DOC',
    'T16',
    'S25',
    'The license is asked for by interface for 3 hours; afterwards the seller delivers by hand. Nothing is refunded by itself.',
  ),
  'R-LIC1-04': rule(
    'INF',
    '2.3',
    '—',
    'The seller may deliver by hand while the interface is still being tried; a license issued by interface is proved with the delivery.',
  ),
  'R-LIC1-05': rule(
    'INF',
    '2.4',
    'S26',
    'Licenses by seller interface or client follow the nodes of License 1.0.',
  ),
  'R-OFF-01': rule(
    'DOC',
    '2.5',
    'S8 S16',
    'Offline License: the seller delivers and uploads the proof, Huawei reviews special scenes, the buyer accepts.',
  ),
  'R-OFF-02': rule(
    'DOC',
    '2.1',
    'seed S8',
    'Offline License and app orchestration have no requirement step.',
  ),
  'R-PKG-01': rule(
    'DOC',
    '2.6',
    'S5b',
    'When the software package is deployed the buyer confirms, and the flow ends.',
  ),
  'R-PKG-02': rule('DOC', '2.6', 'S27', 'The buyer deploys with one click, or the seller does it.'),
  'R-PKG-03': rule(
    'INF',
    '2.6',
    '—',
    'All products share the one figure of the software package, which has no review.',
  ),
  'R-PS-01': rule(
    'DOC',
    '2.8',
    'S29',
    'Professional services follow the standard template or the one for website building, chosen when the product is released.',
  ),
  'R-PS-02': rule(
    'INF',
    '2.8',
    '—',
    'Milestones are rounds of delivery and acceptance; only the last one completes the order.',
  ),
  'R-PS-03': rule(
    'INF',
    '2.8',
    '—',
    'The acceptance contract is met with the last milestone; what an earlier one shows is between the two sides, though its rejection names criteria too.',
  ),
  'R-PS-04': rule('DOC', '2.8', 'S29', 'Milestones are not possible with pay-per-use.'),
  'R-HW-01': rule(
    'DOC',
    '2.9',
    'S17b',
    'Hardware is sent to the address given at checkout; the buyer may change it only before it is shipped.',
  ),
  'R-HW-02': rule(
    'DOC',
    'T2',
    'S17 S17b',
    'Hardware is accepted by itself 10 days after the courier’s signature if the buyer does not act.',
  ),
  'R-HW-03': rule(
    'DOC',
    'T3',
    'S17b',
    'Hardware that nobody has signed for is never accepted by itself.',
  ),
  'R-HW-04': rule(
    'DOC',
    'T4',
    'S17',
    'A parcel that carries another phone number than the buyer’s cannot be tracked, so it is never accepted by itself.',
  ),
  'R-HW-05': rule(
    'DOC',
    '2.9',
    'S17',
    'The seller ships with courier and tracking number; the buyer accepts or rejects.',
  ),
  'R-HW-06': rule(
    'DOC',
    'T26',
    'S17',
    'A courier that is not in the list is asked for and answered within 3 working days.',
  ),
  'R-HW-07': rule(
    'INF',
    '2.9',
    '—',
    'The list of couriers is ours: the documents mention one and do not print it.',
  ),
  'R-HW-08': rule(
    'INF',
    'T2',
    '—',
    'The 10 days begin with the signature, or when the order comes to the buyer if that is later.',
  ),
  'R-HW-09': rule('INF', '2.9', '—', 'Hardware that the buyer rejects is shipped again.'),
  'R-HW-10': rule(
    'DOC',
    '2.9',
    'S17',
    'In special scenes Huawei checks that the customer has received the goods.',
  ),
  'R-ORC-01': rule(
    'DOC',
    '2.10',
    'S30',
    'App orchestration: the seller delivers offline, the buyer accepts.',
  ),
  'R-ORC-02': rule(
    'INF',
    '2.10',
    '—',
    'App orchestration is reviewed in the same scenes as everything else.',
  ),
  'R-DAT-01': rule('DOC', '2.11', 'S30b', 'Data files follow the standard flow.'),
  'R-PRF-01': rule(
    'DOC',
    '7',
    'seed',
    'Whoever delivers a supervised order uploads proof of the delivery.',
  ),
  'R-PRF-02': rule(
    'DOC',
    '7',
    'S1',
    'Joint-operation orders of the empowerment cloud follow rule set E, of the base cloud rule set B; all others the criteria of the seller.',
  ),
  'R-PRF-03': rule(
    'DOC',
    '7',
    'S16 S16b',
    'Rule sets E and B: the acceptance document names products and specifications exactly as the order does, and covers all of them.',
  ),
  'R-PRF-04': rule(
    'DOC',
    '7',
    'S16',
    'Rule sets E and B: a screenshot of the validity of the license or SaaS.',
  ),
  'R-PRF-05': rule(
    'DOC',
    '7',
    'S16',
    'Rule sets E and B: a screenshot of the opening in the joint-operation kit or of delivery or authorization in IMC, for licenses and SaaS.',
  ),
  'R-PRF-06': rule(
    'DOC',
    '7',
    'S16',
    'Rule sets E and B: order number and screenshot of the Huawei Cloud resources, for licenses.',
  ),
  'R-PRF-07': rule(
    'DOC',
    '7',
    'S16',
    'Rule sets E and B: at least 3 screenshots of the deliverables; rule set E: signed by seller, Huawei project team and user.',
  ),
  'R-PRF-08': rule(
    'INF',
    '7',
    '—',
    'Goods are proved by what can be shown before they arrive: no signatures with the shipment.',
  ),
  'R-PRF-09': rule(
    'INF',
    '7',
    '—',
    'What a machine can check is checked before it counts as a delivery.',
  ),
  'R-PRF-10': rule(
    'INF',
    '7',
    '—',
    'A rejection and a failed review name the criteria that failed; the next delivery answers each of them.',
  ),
  'R-PRF-11': rule(
    'INF',
    '7',
    '—',
    'The criteria of an order are fixed with their hash when it opens.',
  ),
  'R-CLK-01': rule(
    'DOC',
    'T5',
    'S14b S15',
    'Until 2024-03-05 00:00 Beijing time an order whose supervision was older than 365 days was closed.',
  ),
  'R-CLK-02': rule(
    'DOC',
    'T5',
    'S14b',
    'The close after 365 days completes an order whose buyer is invoiced, and unsubscribes and refunds any other.',
  ),
  'R-CLK-03': rule(
    'DOC',
    'T6 T7',
    'S15 S15b',
    'Since 2024-03-05 nothing is closed after 365 days; 180 days after an order was placed, account manager and seller are alerted while it is not accepted.',
  ),
  'R-CLK-04': rule(
    'INF',
    'T5',
    '—',
    'The 365 days count from the payment. An order that is older when it opens here is closed as it opens, unless that is on 2024-03-05 or later: then never.',
  ),
  'R-CLK-05': rule(
    'INF',
    'T7',
    '—',
    'An order that is older than 180 days when the alert comes into force, or when it opens here, is alerted at once.',
  ),
  'R-REM-01': rule(
    'INF',
    '3',
    '—',
    'Whoever is awaited is reminded; a reminder is void as soon as the order moves.',
  ),
  'R-REM-02': rule('INF', '3', '—', 'Reminders come after 1, 3 and 5 days, then weekly.'),
  'R-REM-03': rule('INF', '3', '—', 'Reminders missed while the clock jumped are sent once.'),
  'R-REM-04': rule(
    'DOC',
    'T28',
    'S29b',
    'The seller promises the days of delivery when the product is released.',
  ),
  'R-EXT-01': rule(
    'INF',
    '3',
    '—',
    'One side may ask for more time under a limit in days that runs against it; the other side grants or declines. One request at a time, and it ends with the node.',
  ),
  'R-EXT-02': rule('INF', '3', '—', 'An extension reaches at most 30 days beyond the limit.'),
  'R-EXT-03': rule(
    'INF',
    '3',
    '—',
    'A limit goes on while an extension is asked for, and what was asked for cannot be granted after it has passed.',
  ),
  'R-LED-01': rule(
    'INF',
    '3',
    '—',
    'Every moment of an order is booked once, to whoever is awaited.',
  ),
  'R-LED-02': rule(
    'INF',
    '3',
    '—',
    'Working time is the time that lies on Beijing working days, from 00:00 to 24:00.',
  ),
  'R-PER-01': rule(
    'DOC',
    '6.2',
    'S3 S50',
    'The resources of a period begin with the actual enable time if the seller gave one, otherwise with the acceptance; they end a period later.',
  ),
  'R-PER-02': rule(
    'INF',
    '6.2',
    '—',
    'The newer rule about the beginning of a period holds whenever the order was placed; older copies always took the acceptance.',
  ),
  'R-PER-03': rule(
    'INF',
    '6.2',
    '—',
    'Months and years end at the same time of day in Beijing, in a month that is too short on its last day.',
  ),
  'R-RFD-01': rule(
    'INF',
    '5.4',
    '—',
    'A refund is carried out once, by its own id, while the order stands at REFUNDING.',
  ),
  'R-RFD-02': rule(
    'INF',
    '5.4',
    '—',
    'A refunded order is not billed, and its supervision stays unfinished.',
  ),
  'R-MOD-04': rule(
    'INF',
    '1.3',
    '—',
    'An order that has not finished its supervision is renewed like one that has, at once in effect; one that is refunded, or being refunded, is not; one that is not known here may be.',
  ),
  'R-HW-11': rule(
    'INF',
    '2.9',
    '—',
    'A parcel that is told of again after a failed review was sent and signed for when it was; its 10 days count from when it was told. What the buyer rejected is signed for anew. The address stays what it was while a parcel is told of again.',
  ),
  'R-PRF-13': rule('INF', '7', '—', 'One content proves one kind of thing.'),
  'R-PKG-04': rule(
    'INF',
    '2.6',
    '—',
    'A deployment by the buyer asks for no proof, and leaves what the seller has to answer open.',
  ),
  'R-PKG-05': rule(
    'INF',
    '2.6',
    '—',
    'Where buyer and seller may both deploy the buyer is awaited, and after a rejection the seller.',
  ),
  'R-PRF-12': rule('INF', '7', '—', 'A screenshot is a picture or a PDF.'),
  'R-REM-05': rule(
    'INF',
    'T28',
    '—',
    'The promised days count from the payment. Where the seller can deliver, the seller is reminded a day before the promised moment, at it, and weekly afterwards, in place of the ladder; a buyer who is awaited there keeps his own.',
  ),
  'R-RFD-03': rule(
    'INF',
    '5.4',
    '—',
    'A refund that the payment side refuses is reported to the operations managers once and tried again every hour.',
  ),
} as const satisfies Record<string, Rule>;

/** The id of a business rule. */
export type RuleId = keyof typeof rules;

/** The rule behind an id. Pure. */
export const ruleOf = (id: RuleId): Rule => rules[id];
