// The places in a household in the order in which forms offer them.
import type { MemberRole } from "../../backend/bindings/MemberRole";

export const ROLES: readonly MemberRole[] = [
  "head",
  "spouse",
  "child",
  "parent",
  "grandparent",
  "grandchild",
  "sibling",
  "relative",
  "other",
];
