import { cloth, matt, metal } from '../render/materials.ts';
import { part } from '../render/pose.ts';
import { block, cylinder, ellipsoid, rod, sphere, torus } from '../render/shape.ts';
import { blend, cut, lumpy, mirrored, move, tube, turnX, turnZ } from '../render/shape-ops.ts';
import type { Material, Model } from '../render/world.ts';

/** A walker seen from behind or the side: jacket, hood, pack, poles. About 1.75 m tall, facing -z. */
export function hiker(coat: Material, trousers: Material, packCloth: Material, hat: Material): Model {
  const skin = matt('#c98f6b', 0.05);
  const boots = matt('#3a2a1e', 0.2);
  return [
    part(
      lumpy(
        blend(0.1, move(block(0.4, 0.5, 0.24, 0.1), 0, 1.15, 0), move(block(0.38, 0.28, 0.24, 0.1), 0, 0.9, 0)),
        0.012,
        0.1,
      ),
      coat,
    ),
    part(
      lumpy(
        blend(
          0.05,
          rod([0.21, 1.33, 0], [0.31, 1.06, -0.05], 0.075, 0.062),
          rod([0.31, 1.06, -0.05], [0.3, 0.9, -0.28], 0.06, 0.05),
        ),
        0.008,
        0.07,
      ),
      coat,
    ),
    part(
      lumpy(
        blend(
          0.05,
          rod([-0.21, 1.33, 0], [-0.31, 1.05, 0.02], 0.075, 0.062),
          rod([-0.31, 1.05, 0.02], [-0.33, 0.86, -0.17], 0.06, 0.05),
        ),
        0.008,
        0.07,
      ),
      coat,
    ),
    part(lumpy(rod([0.1, 0.86, 0], [0.12, 0.1, -0.12], 0.105, 0.065), 0.01, 0.1), trousers),
    part(lumpy(rod([-0.1, 0.86, 0], [-0.12, 0.1, 0.12], 0.105, 0.065), 0.01, 0.1), trousers),
    part(move(ellipsoid(0.06, 0.06, 0.13), 0.12, 0.06, -0.15), boots),
    part(move(ellipsoid(0.06, 0.06, 0.13), -0.12, 0.06, 0.09), boots),
    part(move(ellipsoid(0.095, 0.12, 0.11), 0, 1.57, -0.01), skin),
    part(cut(move(ellipsoid(0.108, 0.12, 0.122), 0, 1.6, 0), move(block(0.4, 0.2, 0.4), 0, 1.48, -0.06)), hat),
    part(move(sphere(0.035), 0, 1.73, 0), hat),
    part(lumpy(move(block(0.3, 0.46, 0.2, 0.08), 0, 1.2, 0.2), 0.012, 0.1), packCloth),
    part(lumpy(move(block(0.3, 0.1, 0.22, 0.045), 0, 1.46, 0.19), 0.01, 0.1), packCloth),
    part(move(turnZ(cylinder(0.07, 0.42, 0.03), 90), 0, 0.95, 0.22), cloth('#d9a53a')),
    part(rod([0.3, 0.9, -0.3], [0.42, 0.0, -0.42], 0.009), metal('#9a9a9a')),
    part(rod([-0.34, 0.86, -0.2], [-0.46, 0.0, -0.02], 0.009), metal('#9a9a9a')),
    part(move(sphere(0.06), 0.3, 0.9, -0.3), matt('#26282c')),
    part(move(sphere(0.06), -0.34, 0.86, -0.19), matt('#26282c')),
  ];
}

/** A sitting dog, looking towards +z: built in clay, then furred. */
export function dog(coat: Material, muzzle: Material): Model {
  const fur = (s: Parameters<typeof lumpy>[0]) => lumpy(s, 0.008, 0.022, 0.7);
  const dark = matt('#17120f', 0.02);
  return [
    part(
      fur(
        blend(
          0.08,
          move(turnX(ellipsoid(0.13, 0.25, 0.15), 24), 0, 0.3, -0.06),
          move(ellipsoid(0.14, 0.13, 0.17), 0, 0.13, -0.17),
          rod([0, 0.46, 0.02], [0, 0.6, 0.08], 0.095, 0.075),
        ),
      ),
      coat,
    ),
    part(
      fur(
        mirrored(
          blend(
            0.04,
            rod([0.075, 0.36, 0.06], [0.08, 0.05, 0.1], 0.05, 0.036),
            move(ellipsoid(0.045, 0.03, 0.07), 0.08, 0.03, 0.13),
          ),
        ),
      ),
      coat,
    ),
    part(
      fur(
        mirrored(
          blend(
            0.05,
            move(ellipsoid(0.07, 0.12, 0.13), 0.13, 0.13, -0.13),
            move(ellipsoid(0.045, 0.032, 0.1), 0.15, 0.033, 0.02),
          ),
        ),
      ),
      coat,
    ),
    part(fur(blend(0.05, move(ellipsoid(0.1, 0.1, 0.105), 0, 0.68, 0.1))), coat),
    part(
      fur(
        blend(
          0.04,
          move(ellipsoid(0.052, 0.045, 0.095), 0, 0.645, 0.21),
          move(ellipsoid(0.05, 0.04, 0.06), 0, 0.66, 0.17),
        ),
      ),
      muzzle,
    ),
    part(move(ellipsoid(0.023, 0.018, 0.018), 0, 0.668, 0.302), dark),
    part(mirrored(move(sphere(0.0145), 0.044, 0.706, 0.188)), matt('#0d0a08', 0)),
    part(fur(mirrored(move(turnZ(ellipsoid(0.03, 0.085, 0.05), 14), 0.103, 0.665, 0.085))), coat),
    part(
      fur(
        tube(
          [
            [0, 0.1, -0.3],
            [0.12, 0.06, -0.38],
            [0.26, 0.07, -0.33],
          ],
          0.035,
        ),
      ),
      coat,
    ),
    part(move(turnX(torus(0.088, 0.013), 22), 0, 0.555, 0.065), cloth('#b3281e')),
    part(move(ellipsoid(0.02, 0.006, 0.03), 0, 0.615, 0.27), matt('#c46a62', 0.02)),
  ];
}
