/** The schemas of GitHub's answers, as far as the adapter reads them. */
import * as v from "valibot";

const ISSUE = v.object({
  number: v.number(),
  title: v.optional(v.nullable(v.string())),
  body: v.optional(v.nullable(v.string())),
  url: v.optional(v.nullable(v.string())),
  repository: v.object({ nameWithOwner: v.string() }),
  projectItems: v.optional(v.nullable(v.object({
    nodes: v.array(v.nullable(v.object({
      id: v.string(),
      project: v.nullable(v.object({ id: v.string(), number: v.number() })),
      fieldValueByName: v.optional(
        v.nullable(v.object({ number: v.optional(v.nullable(v.number())) })),
      ),
    }))),
  }))),
});

export type Issue = v.InferOutput<typeof ISSUE>;

/** A search also returns null for what the token can't read, and `{}` for what is no issue. */
export const NODE = v.nullable(v.union([ISSUE, v.object({ number: v.optional(v.undefined()) })]));

export const PAGE_INFO = v.object({
  hasNextPage: v.optional(v.boolean(), false),
  endCursor: v.optional(v.nullable(v.string()), null),
});

export const FOUND = v.object({
  search: v.object({
    issueCount: v.optional(v.number()),
    pageInfo: PAGE_INFO,
    nodes: v.array(NODE),
  }),
});

export const BOARD = v.object({
  repositoryOwner: v.nullable(v.object({
    projectV2: v.optional(v.nullable(v.object({
      items: v.object({
        totalCount: v.optional(v.number()),
        pageInfo: PAGE_INFO,
        nodes: v.array(v.nullable(v.object({ content: v.optional(NODE) }))),
      }),
    }))),
  })),
});

/** Issues by aliases. */
export const FETCHED = v.record(v.string(), v.nullable(v.object({ issue: v.nullable(ISSUE) })));

export const FIELD_OF_BOARD = v.object({
  repositoryOwner: v.nullable(v.object({
    projectV2: v.optional(v.nullable(v.object({
      id: v.string(),
      field: v.nullable(v.object({ id: v.optional(v.string()), dataType: v.optional(v.string()) })),
    }))),
  })),
});
