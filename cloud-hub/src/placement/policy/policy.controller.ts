import {
  NewPlacementPolicy,
  PlacementPolicyList,
  PlacementPolicySet,
  type PlacementScope,
  parseScope,
} from '@lookout/shared/protocol/placements';
import { Body, Controller, Delete, Get, HttpCode, Put, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type CurrentUser, MinRole, User } from '../../auth/current-user.ts';
import { Problem } from '../../http/problem.ts';
import { PolicyService } from './policy.service.ts';

const ScopeQuery = z.object({ scope: z.string().max(256) });
type ScopeQuery = z.infer<typeof ScopeQuery>;

@ApiTags('placement')
@Controller('api/placement/policies')
export class PolicyController {
  constructor(private readonly policies: PolicyService) {}

  @Get()
  @ApiOkResponse({
    description: 'All that were set, the most general first. The most specific that fits holds.',
    standardSchema: PlacementPolicyList,
  })
  list(): Promise<PlacementPolicyList> {
    return this.policies.list();
  }

  @Put()
  @MinRole('admin')
  @ApiOkResponse({
    description: 'Set, whole. Hubs decide anew at once; warnings say what it does not do.',
    standardSchema: PlacementPolicySet,
  })
  set(
    @Body({ schema: NewPlacementPolicy }) policy: NewPlacementPolicy,
    @User() user: CurrentUser,
  ): Promise<PlacementPolicySet> {
    return this.policies.set(policy, user.name);
  }

  @Delete()
  @HttpCode(204)
  @MinRole('admin')
  @ApiNoContentResponse({ description: 'The next more general policy holds again.' })
  async remove(@Query({ schema: ScopeQuery }) { scope }: ScopeQuery): Promise<void> {
    await this.policies.remove(scopeOf(scope));
  }
}

/** @throws Problem 400 badScope */
function scopeOf(text: string): PlacementScope {
  const scope = parseScope(text);
  if (scope !== null) return scope;
  throw new Problem(
    400,
    'badScope',
    `${JSON.stringify(text)} is no scope.`,
    'Say fleet, site:NAME, label:KEY=VALUE, device:NAME or stream:DEVICE/STREAM.',
  );
}
