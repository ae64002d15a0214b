import { decode, encode } from '@lookout/shared/protocol/codec';
import { topicOf } from '@lookout/shared/protocol/messages';
import { connectAsync, type MqttClient } from 'mqtt';
import { address, decodedEvents, decodedScores, type Subject } from './ingest-subject.ts';

const recordsPerMessage = 100;
const rowsPerBatch = 2_000;
const firstAt = 1_764_000_000_000;
/** Alerts and windows must be new in every round. */
let alerts = 0;
let windows = 0;

const numbers = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => first + i);

const plainRecord = (seq: number) => ({ type: 'bench', seq, at: firstAt + seq, value: seq });
function raisedRecord(seq: number) {
  alerts += 1;
  return {
    type: 'raised',
    seq,
    // Alerts of one stream lie far apart: chattering is not what is measured.
    at: firstAt + alerts * 60_000,
    sourceAt: null,
    clockOffsetMs: null,
    clock: 'synchronized',
    bootId: 'boot',
    replayed: false,
    stream: `stream-${seq % 50}`,
    modelDigest: 'a'.repeat(64),
    variant: 'fp32-cpu',
    threshold: 4,
    alertId: `7b1c4a0e-0000-4000-8000-${alerts.toString(16).padStart(12, '0')}`,
    score: 7,
    peakScore: 7,
    since: firstAt,
    priority: 'medium',
    channels: [{ channel: 'pressure', unit: 'bar', value: 0.31, expected: 0.05, share: 0.8 }],
  };
}

export async function insertPerRow(
  { pool }: Subject,
  queueId: string,
  rows: number,
): Promise<void> {
  for (let seq = 1; seq <= rows; seq += 1) {
    const record = plainRecord(seq);
    await pool.query(
      `INSERT INTO events (device, queue_id, seq, type, at, corrected_at, received_at, record)
       VALUES ($1, $2, $3, $4, $5, $5, $6, $7) ON CONFLICT DO NOTHING`,
      [address.device, queueId, seq, record.type, record.at, Date.now(), JSON.stringify(record)],
    );
  }
}

export const storeEvents = (subject: Subject, queueId: string, rows: number) =>
  storeRecords(subject, queueId, rows, plainRecord);
export const storeAlerts = (subject: Subject, queueId: string, rows: number) =>
  storeRecords(subject, queueId, rows, raisedRecord);

async function storeRecords(
  { events }: Subject,
  queueId: string,
  rows: number,
  record: (seq: number) => object,
): Promise<void> {
  for (let from = 1; from <= rows; from += rowsPerBatch) {
    const batch = [];
    for (let first = from; first < from + rowsPerBatch; first += recordsPerMessage)
      batch.push(
        decodedEvents({ queueId, records: numbers(first, recordsPerMessage).map(record) }),
      );
    await events.store(batch);
  }
}

export async function storeScores(
  { scores }: Subject,
  queueId: string,
  rows: number,
): Promise<void> {
  const channels = numbers(1, 8).map((i) => `channel-${i}`);
  for (let from = 1; from <= rows; from += rowsPerBatch) {
    const batch = numbers(0, rowsPerBatch / recordsPerMessage).map((i) => {
      const at = numbers(0, recordsPerMessage).map(() => firstAt + windows++ * 1000);
      const column = at.map((_, j) => j / 7);
      const columns = channels.map(() => column);
      const block = {
        ...{ seq: from + i, stream: 'loop', modelDigest: null, variant: null, replayed: false },
        ...{ at, sourceAt: null, score: column, threshold: column, latencyUs: column },
        ...{ channels, values: columns, expected: columns },
      };
      return decodedScores({ queueId, blocks: [block] });
    });
    await scores.store(batch);
  }
}

export async function endToEnd(
  { credential }: Subject,
  queueId: string,
  rows: number,
): Promise<void> {
  const client = await connectAsync(credential.brokerUrl, {
    clientId: credential.id,
    username: credential.id,
    password: credential.secret,
  });
  await client.subscribeAsync(topicOf('eventsAck', address), { qos: 1 });
  const acknowledged = countAcknowledged(client, queueId, rows);
  for (let first = 1; first <= rows; first += recordsPerMessage) {
    const records = numbers(first, recordsPerMessage).map(plainRecord);
    await client.publishAsync(topicOf('events', address), encode('events', { queueId, records }), {
      qos: 1,
    });
  }
  await acknowledged;
  await client.endAsync();
}

/** Resolves when so many different numbers of the queue are acknowledged. */
function countAcknowledged(client: MqttClient, queueId: string, count: number): Promise<void> {
  const seen = new Set<number>();
  return new Promise((resolve) => {
    client.on('message', (_topic, payload) => {
      const ack = decode('eventsAck', payload);
      if (ack.queueId !== queueId) return;
      for (const [from, to] of ack.ranges)
        for (const seq of numbers(from, to - from + 1)) seen.add(seq);
      if (seen.size >= count) resolve();
    });
  });
}
