import type { AdaptationPage, AdaptationQuery } from '@lookout/shared/protocol/adaptations';
import type { ResetMode } from '@lookout/shared/protocol/commands';
import type { AssetKey } from '@lookout/shared/protocol/names';
import type { CommandState } from '@lookout/shared/protocol/rest';
import { Injectable } from '@nestjs/common';
import { AlertService } from '../alert/alert.service.ts';
import { CommandsService } from '../device/commands.service.ts';
import { DeviceRegistry } from '../device/device-registry.ts';
import { Problem } from '../http/problem.ts';
import { AdaptationRepository, adaptationCursor } from './adaptation.repository.ts';

/** What a reset says of the alerts that it ends. */
const words: Readonly<Record<ResetMode, string>> = {
  recommission: 'This is the new normal.',
  rezero: 'This is the new normal, and the zero of the sensors.',
  restore: "Back to the detector's own values.",
};

/** How the judge of a stream was moved, and how a person moves it. */
@Injectable()
export class JudgingService {
  constructor(
    private readonly devices: DeviceRegistry,
    private readonly commands: CommandsService,
    private readonly alerts: AlertService,
    private readonly adaptations: AdaptationRepository,
  ) {}

  /** @throws Problem 404 notFound, 400 badCursor */
  async list(
    asset: AssetKey,
    { limit, cursor: text }: AdaptationQuery,
  ): Promise<Pick<AdaptationPage, 'adaptations' | 'next'>> {
    await this.devices.get(asset.device);
    const cursor = text === undefined ? null : adaptationCursor.read(text);
    if (text !== undefined && cursor === null)
      throw new Problem(400, 'badCursor', 'cursor is not one that a page ended with.');
    const rows = await this.adaptations.page(asset, cursor, limit + 1);
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    return {
      adaptations: page.map(({ key: _, ...adaptation }) => adaptation),
      next: last === undefined ? null : adaptationCursor.write(last.key),
    };
  }

  /**
   * Asks the device; its word ends the alerts. They are acknowledged here and now, for whoever asks has
   * seen them.
   * @throws Problem 404 notFound, 409 notJudged
   */
  async reset(asset: AssetKey, mode: ResetMode, by: string): Promise<CommandState> {
    const { device, stream } = asset;
    const command = await this.commands.send(
      device,
      { type: 'acknowledgeAndReset', stream, mode },
      by,
    );
    await this.alerts.requestReset(asset, by, words[mode]);
    return command;
  }
}
