import type { Role } from '@lookout/shared/protocol/rest';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('users')
export class UserEntity {
  @PrimaryColumn('uuid')
  id!: string;

  /** Unique whatever its case. */
  @Column('text')
  name!: string;

  @Column('text')
  role!: Role;

  /** PHC string; null for a user who proves who they are elsewhere (OpenID). */
  @Column('text', { name: 'password_hash', nullable: true })
  passwordHash!: string | null;

  @Column('bigint', { name: 'created_at' })
  createdAt!: number;

  @Column('bigint', { name: 'disabled_at', nullable: true })
  disabledAt!: number | null;
}
