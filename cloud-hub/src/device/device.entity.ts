import type { Load } from '@lookout/shared/protocol/load';
import type { Reported, Status } from '@lookout/shared/protocol/presence';
import type { Presence } from '@lookout/shared/protocol/rest';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('devices')
export class DeviceEntity {
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  site!: string;

  @Column('jsonb')
  labels!: Record<string, string>;

  /** As in a Mosquitto password file; see device-secret.ts. */
  @Column('text', { name: 'secret_hash' })
  secretHash!: string;

  @Column('bigint', { name: 'created_at' })
  createdAt!: number;

  @Column('bigint', { name: 'revoked_at', nullable: true })
  revokedAt!: number | null;

  @Column('text')
  presence!: Presence;

  @Column('text', { name: 'offline_by', nullable: true })
  offlineBy!: 'will' | 'silence' | null;

  @Column('jsonb', { nullable: true })
  status!: Status | null;

  @Column('bigint', { name: 'last_seen_at', nullable: true })
  lastSeenAt!: number | null;

  @Column('jsonb', { nullable: true })
  reported!: Reported | null;

  @Column('jsonb', { nullable: true })
  load!: Load | null;
}
