// Refuses queries that would cost too much before they run: depth, aliases, directives, tokens and estimated cost.
import { EnvelopArmorPlugin } from '@escape.tech/graphql-armor'
import type { GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'

const LIMITS = { depth: 12, aliases: 30, directives: 30, tokens: 4_000, cost: 20_000 }

const refuse = { onReject: [markTooComplex], propagateOnRejection: true }

export function limitQueries(): Plugin {
  return EnvelopArmorPlugin({
    // Its names are public anyway, by introspection.
    blockFieldSuggestion: { enabled: false },
    costLimit: { maxCost: LIMITS.cost, ...refuse },
    maxAliases: { n: LIMITS.aliases, ...refuse },
    maxDepth: { n: LIMITS.depth, ...refuse },
    maxDirectives: { n: LIMITS.directives, ...refuse },
    maxTokens: { n: LIMITS.tokens, ...refuse },
  }) as Plugin
}

/** Armor calls all of them syntax errors. */
function markTooComplex(_context: unknown, error: GraphQLError): void {
  error.message = `${error.message.replace('Syntax Error: ', '')} Ask for less at once, or in several requests.`
  Object.assign(error.extensions, { code: 'QUERY_TOO_COMPLEX' })
}
