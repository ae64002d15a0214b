import { decode, PayloadError } from '@lookout/shared/protocol/codec';
import { ScoreBlock } from '@lookout/shared/protocol/scores';
import { z } from 'zod';
import { columnFault, type ReceivedBlock } from '../score/received-block.ts';
import { type DeadLetter, deadMessage, deadRecord } from './dead-letter.ts';
import type { Delivery, Message } from './message.ts';
import { toJson } from './to-json.ts';

export interface ReceivedScores extends ReceivedBlock {
  readonly topic: string;
  readonly delivery: Delivery;
}

export interface DecodedScores {
  readonly blocks: readonly ReceivedScores[];
  readonly deadLetters: readonly DeadLetter[];
}

const Numbered = z.object({ seq: z.int().min(1) });

/** Never throws: what cannot be read becomes a dead letter, and the rest goes on. */
export function decodeScores(message: Message): DecodedScores {
  const blocks: ReceivedScores[] = [];
  const deadLetters: DeadLetter[] = [];
  try {
    const { queueId, blocks: raws } = decode('scores', message.payload);
    for (const raw of raws) {
      const decoded = decodeBlock(message, queueId, raw);
      if ('code' in decoded) deadLetters.push(decoded);
      else blocks.push(decoded);
    }
  } catch (error) {
    if (!(error instanceof PayloadError)) throw error;
    deadLetters.push(deadMessage(message, error.code, error.message));
  }
  return { blocks, deadLetters };
}

function decodeBlock(message: Message, queueId: string, raw: unknown): ReceivedScores | DeadLetter {
  const { address, receivedAt, topic } = message;
  const numbered = Numbered.safeParse(raw);
  const seq = numbered.success ? numbered.data.seq : null;
  const delivery = seq === null ? null : { address, queueId, seq, receivedAt };
  const dead = (reason: string) =>
    deadRecord(message, 'badBlock', reason, toJson(raw) ?? '', delivery);

  const result = ScoreBlock.safeParse(raw);
  if (!result.success || delivery === null) {
    const issue = result.error?.issues[0];
    return dead(`${issue?.path.join('.') || 'block'}: ${issue?.message ?? 'no seq'}`);
  }
  const fault = columnFault(result.data);
  if (fault !== null) return dead(fault);
  return { device: address.device, receivedAt, block: result.data, topic, delivery };
}
