import type { Command } from '@lookout/shared/protocol/commands';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('commands')
export class CommandEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  device!: string;

  @Column('text')
  type!: string;

  @Column('jsonb')
  args!: Command['args'];

  @Column('bigint', { name: 'created_at' })
  createdAt!: number;

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('bigint', { name: 'expires_at' })
  expiresAt!: number;

  /** Null until the device has answered. */
  @Column('boolean', { nullable: true })
  ok!: boolean | null;

  @Column('text', { nullable: true })
  detail!: string | null;

  @Column('bigint', { name: 'result_at', nullable: true })
  resultAt!: number | null;
}
