import {
  MemberState,
  RolloutAct,
  RolloutDetail,
  RolloutList,
  RolloutMemberList,
  RolloutPage,
  RolloutPlan,
  RolloutPreview,
} from '@lookout/shared/protocol/rollouts';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type CurrentUser, MinRole, mayActAs, User } from '../auth/current-user.ts';
import { RoomPositions } from '../event-bus/room-positions.ts';
import { Problem } from '../http/problem.ts';
import { RolloutService } from './rollout.service.ts';
import { RolloutTicker } from './rollout-ticker.ts';

const Id = z.uuid();
const MemberQuery = z.object({
  wave: z.coerce.number().int().min(0).optional(),
  state: MemberState.optional(),
});
type MemberQuery = z.infer<typeof MemberQuery>;

/** Whoever watches the plant may stop a rollout; only administrators begin one or let it go on. */
const forOperators: ReadonlySet<RolloutAct['act']> = new Set(['halt', 'pause']);

@ApiTags('rollouts')
@Controller('api/rollouts')
export class RolloutController {
  constructor(
    private readonly rollouts: RolloutService,
    private readonly ticker: RolloutTicker,
    private readonly positions: RoomPositions,
  ) {}

  @Get()
  @ApiOkResponse({
    description: 'The newest first, with the position of the room `rollouts` that they belong to.',
    standardSchema: RolloutList,
  })
  async list(): Promise<RolloutList> {
    const position = this.positions.of('rollouts');
    return { ...position, rollouts: await this.rollouts.list() };
  }

  @Post()
  @MinRole('admin')
  @ApiCreatedResponse({
    description: 'A draft: it touches no device until it is approved.',
    standardSchema: RolloutDetail,
  })
  create(
    @Body({ schema: RolloutPlan }) plan: RolloutPlan,
    @User() user: CurrentUser,
  ): Promise<RolloutDetail> {
    return this.rollouts.create(plan, user.name);
  }

  @Post('preview')
  @HttpCode(200)
  @MinRole('admin')
  @ApiOkResponse({
    description: 'Who would be in which wave, and who in none, and why. Nothing is kept.',
    standardSchema: RolloutPreview,
  })
  preview(@Body({ schema: RolloutPlan }) plan: RolloutPlan): Promise<RolloutPreview> {
    return this.rollouts.preview(plan);
  }

  @Get(':id')
  @ApiOkResponse({
    description:
      'Its plan, waves, gates and history, with the position of the room `rollout:{id}`.',
    standardSchema: RolloutPage,
  })
  async detail(@Param('id', { schema: Id }) id: string): Promise<RolloutPage> {
    const position = this.positions.of(`rollout:${id}`);
    return { ...position, ...(await this.rollouts.detail(id)) };
  }

  @Get(':id/members')
  @ApiOkResponse({
    description:
      'Every member, or those of one wave or state, with the position of the room `rollout:{id}`.',
    standardSchema: RolloutMemberList,
  })
  async members(
    @Param('id', { schema: Id }) id: string,
    @Query({ schema: MemberQuery }) query: MemberQuery,
  ): Promise<RolloutMemberList> {
    const position = this.positions.of(`rollout:${id}`);
    return { ...position, members: await this.rollouts.members(id, query) };
  }

  @Post(':id/act')
  @HttpCode(200)
  @MinRole('operator')
  @ApiOkResponse({
    description: 'Done, and written down with who did it. Operators may halt and pause.',
    standardSchema: RolloutDetail,
  })
  async act(
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: RolloutAct }) act: RolloutAct,
    @User() user: CurrentUser,
  ): Promise<RolloutDetail> {
    if (!forOperators.has(act.act) && !mayActAs(user.role, 'admin'))
      throw new Problem(403, 'roleTooLow', `This needs the role admin; you are ${user.role}.`);
    await this.rollouts.act(id, act, user.name);
    await this.ticker.decideNow(id);
    return this.rollouts.detail(id);
  }
}
