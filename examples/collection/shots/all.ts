import { customerShots } from './customers.ts';
import { houseShots } from './house.ts';
import { lightShots } from './light-and-kitchen.ts';
import type { Shot } from './shot.ts';
import { trailShots } from './trail.ts';

export const shots: readonly Shot[] = [...houseShots, ...lightShots, ...trailShots, ...customerShots];
