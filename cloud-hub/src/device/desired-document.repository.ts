import type { PlacementWish } from '@lookout/shared/protocol/placement';
import type { Desired, DetectionPolicy } from '@lookout/shared/protocol/presence';
import type { ReleaseWish, SignedDocument } from '@lookout/shared/protocol/signed';
import type { Transaction } from '../database/transaction.ts';
import { nextDesired, type Policies } from './desired.ts';

/**
 * Takes the devices for the transaction: of two hubs that change the same one, the second sees the first's
 * work. It locks the documents, not the devices, whose rows presence and load change all the time.
 */
export async function lockDesired(tx: Transaction, devices: readonly string[]): Promise<void> {
  await tx.query('SELECT FROM desired WHERE device = ANY ($1) ORDER BY device FOR UPDATE', [
    devices,
  ]);
}

/** The next generation of each whose rows say something new: a handful of statements for all of them. */
export async function composeDesiredOf(
  tx: Transaction,
  devices: readonly string[],
  at: number,
): Promise<void> {
  await lockDesired(tx, devices);
  const documents = await documentsOf(tx, devices);
  const policies = await policiesOf(tx, devices);
  const releases = await wishesOf(tx, devices);
  const placements = await placementsOf(tx, devices);
  const keys = await keysOf(tx);
  const changed = devices.flatMap((device) => {
    const parts = {
      policies: policies.get(device) ?? {},
      releases: releases.get(device) ?? {},
      placements: placements.get(device) ?? {},
      keys,
    };
    const next = nextDesired(documents.get(device) ?? null, parts);
    return next === null ? [] : [{ device, next }];
  });
  if (changed.length === 0) return;
  await tx.query(
    `INSERT INTO desired (device, generation, document, changed_at)
     SELECT device, generation, document, $4::bigint
     FROM unnest($1::text[], $2::int[], $3::jsonb[]) AS next (device, generation, document)
     ON CONFLICT (device) DO UPDATE SET generation = excluded.generation,
       document = excluded.document, changed_at = excluded.changed_at`,
    [
      changed.map(({ device }) => device),
      changed.map(({ next }) => next.generation),
      changed.map(({ next }) => JSON.stringify(next)),
      at,
    ],
  );
}

async function documentsOf(
  tx: Transaction,
  devices: readonly string[],
): Promise<ReadonlyMap<string, Desired>> {
  const { rows } = await tx.query<{ device: string; document: Desired }>(
    'SELECT device, document FROM desired WHERE device = ANY ($1)',
    [devices],
  );
  return new Map(rows.map(({ device, document }) => [device, document]));
}

export async function policiesOf(
  tx: Transaction,
  devices: readonly string[],
): Promise<ReadonlyMap<string, Policies>> {
  const { rows } = await tx.query<{ device: string; policies: Record<string, DetectionPolicy> }>(
    `SELECT device, jsonb_object_agg(stream, policy) AS policies
     FROM stream_policies WHERE device = ANY ($1) GROUP BY device`,
    [devices],
  );
  return new Map(rows.map(({ device, policies }) => [device, policies]));
}

async function wishesOf(
  tx: Transaction,
  devices: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, ReleaseWish>>>> {
  const { rows } = await tx.query<{ device: string; wishes: Record<string, ReleaseWish> }>(
    `SELECT device, jsonb_object_agg(stream, jsonb_build_object(
       'assignment', assignment, 'release', manifest, 'hold', hold)) AS wishes
     FROM stream_releases WHERE device = ANY ($1) AND NOT withdrawn GROUP BY device`,
    [devices],
  );
  return new Map(rows.map(({ device, wishes }) => [device, wishes]));
}

async function placementsOf(
  tx: Transaction,
  devices: readonly string[],
): Promise<ReadonlyMap<string, Readonly<Record<string, PlacementWish>>>> {
  const { rows } = await tx.query<{ device: string; wishes: Record<string, PlacementWish> }>(
    `SELECT device, jsonb_object_agg(stream, wish) AS wishes
     FROM stream_placements WHERE device = ANY ($1) GROUP BY device`,
    [devices],
  );
  return new Map(rows.map(({ device, wishes }) => [device, wishes]));
}

async function keysOf(tx: Transaction): Promise<readonly SignedDocument[]> {
  const { rows } = await tx.query<{ documents: SignedDocument[] }>(
    'SELECT documents FROM desired_keys',
  );
  return rows[0]?.documents ?? [];
}
