import type { Me, Role } from '@lookout/shared/protocol/rest';
import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { Problem } from '../http/problem.ts';

/** Who asks, as the session knows them. */
export type CurrentUser = Me;

const rank: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

/** Every role may do what the lesser ones may. */
export const mayActAs = (have: Role, need: Role): boolean => rank[have] >= rank[need];

export const publicKey = Symbol('public');
export const roleKey = Symbol('role');

/** Open to everyone, signed in or not. Without it, a route needs at least a viewer. */
export const Public = () => SetMetadata(publicKey, true);

/** The least role that may use the route, the controller, the gateway or the message. */
export const MinRole = (role: Role) => SetMetadata(roleKey, role);

/** The parameter gets the CurrentUser, on HTTP and on the socket alike. */
export const User = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const user = userOf(context);
  if (user === null) throw new Problem(401, 'notSignedIn', 'Sign in first.');
  return user;
});

interface Carrier {
  user?: CurrentUser | null;
}

/** HTTP requests carry it themselves, sockets in their `data`, put there by the guard and the gateway. */
export function userOf(context: ExecutionContext): CurrentUser | null {
  const carrier =
    context.getType() === 'ws'
      ? context.switchToWs().getClient<{ data: Carrier }>().data
      : context.switchToHttp().getRequest<Carrier>();
  return carrier.user ?? null;
}
