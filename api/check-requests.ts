// The Yoga plugin that checks operations before they run: errors of validation get the contract's code, and cursors
// must be such as the service gave. (Pothos hands what stands in a cursor to the database as it is.)
import { GraphQLError, valueFromASTUntyped, visit, type ArgumentNode } from 'graphql'
import type { Plugin } from 'graphql-yoga'

import { isId } from './identifier.ts'

const CURSOR_ARGUMENTS = ['after', 'before']

export function checkRequests(): Plugin {
  return {
    onValidate: () => markAsUserInput,
    onExecute({ args: { document, variableValues }, setResultAndStopExecution }) {
      const errors: GraphQLError[] = []
      visit(document, {
        Argument(node) {
          if (!CURSOR_ARGUMENTS.includes(node.name.value)) return
          const cursor = valueFromASTUntyped(node.value, variableValues)
          if (typeof cursor === 'string' && !isCursor(cursor)) errors.push(noCursor(node.name.value, cursor, node))
        },
      })
      if (errors.length > 0) setResultAndStopExecution({ errors })
    },
  }
}

/** What the limits refuse has its code already. */
function markAsUserInput({ valid, result }: { valid: boolean; result: readonly unknown[] }): void {
  if (valid) return
  for (const error of result as { extensions: object }[])
    error.extensions = { code: 'BAD_USER_INPUT', ...error.extensions }
}

/** Pothos' form, around the id of a row. */
function isCursor(cursor: string): boolean {
  const [, id = ''] = /^GPC:S:(.+)$/.exec(Buffer.from(cursor, 'base64').toString()) ?? []
  return isId(id)
}

function noCursor(name: string, cursor: string, node: ArgumentNode): GraphQLError {
  return new GraphQLError(`${name} is "${cursor.slice(0, 100)}", which is no cursor. Use one as the service gave it.`, {
    nodes: [node],
    extensions: { code: 'BAD_USER_INPUT' },
  })
}
