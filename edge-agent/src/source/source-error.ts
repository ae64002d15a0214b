export type SourceErrorCode =
  /** The file is not there or may not be read. */
  | 'fileUnreadable'
  /** A recording cannot be written: the file is there already, the folder is not, the disk is full. */
  | 'fileUnwritable'
  /** A CSV without rows, without a usable header, or with columns of the same name. */
  | 'badTable'
  /** A row that cannot be taken: cells missing, text in place of a number, no time. */
  | 'badRow'
  /** A channel that the bundle needs and the source does not have. */
  | 'missingChannel'
  /** The plant's broker does not answer or has hung up. */
  | 'brokerUnreachable'
  /** The plant's broker refuses the user, the password or a subscription. */
  | 'brokerRefused'
  /** A message that cannot be taken: not JSON, too large, no value at the path, no time. */
  | 'badPayload'
  /** The sender's clock is far from ours; its rows are taken at their arrival. */
  | 'clockSkew'
  /** The machine shows none of the readings asked for. */
  | 'noReadings'
  /** A file among the frames that is no picture, is broken, or cannot be read. */
  | 'badFrame'
  /** Frames come faster than the detector's period; the older ones are left out. */
  | 'skippedFrame'
  /** A folder that is to be played holds no frame. */
  | 'noFrames'
  /** The library that decodes pictures does not load on this machine. */
  | 'noDecoder'
  /** The thread that decodes pictures ended again and again; it is started anew. */
  | 'decoderEnded'
  /** The detector takes frames and the source gives rows, or the other way round. */
  | 'wrongInput'
  | 'unknownFault';

/**
 * What becomes of the source:
 * `stopped`: it gives no more rows until it is started again;
 * `interrupted`: it tries again by itself and says `onRecovered`;
 * `rejected`: one piece of input was left out, the rest goes on.
 */
export type SourceErrorEffect = 'stopped' | 'interrupted' | 'rejected';

/** The message names the thing (file, line, column, topic) and the remedy, and holds no secret. */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  constructor(
    readonly code: SourceErrorCode,
    readonly effect: SourceErrorEffect,
    message: string,
    /** How often this has happened since the start; reports of `rejected` thin out as it grows. */
    readonly count = 1,
  ) {
    super(message);
  }
}
