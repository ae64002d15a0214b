export type DatabaseErrorCode =
  | 'unreachable' // nobody answers at the address
  | 'refused' // wrong user, password, database or rights
  | 'tooOld' // a PostgreSQL before 15
  | 'noBinaries' // no embedded PostgreSQL for this platform
  | 'startFailed' // the embedded PostgreSQL does not start
  | 'dataDirBusy' // another hub uses the data folder
  | 'dataDirUnusable'; // it cannot be made, written or reached

/** One line for people: what is wrong and what to do. Never holds a password. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  constructor(
    readonly code: DatabaseErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
