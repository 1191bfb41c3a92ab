/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  subscription Answer($question: String!, $collectionId: ID) {\n    answer(question: $question, collectionId: $collectionId) {\n      __typename\n      ... on AnswerText {\n        text\n      }\n      ... on AnswerCitation {\n        start\n        end\n        quote\n        chunk {\n          id\n          page\n          document {\n            id\n            title\n            filename\n            fileUrl\n          }\n        }\n      }\n      ... on AnswerCompleted {\n        tookMs\n        extractive\n        notice\n        passages\n      }\n    }\n  }\n": typeof types.AnswerDocument,
    "\n  query Collections {\n    collections(first: 200) {\n      edges {\n        node {\n          id\n          name\n        }\n      }\n    }\n  }\n": typeof types.CollectionsDocument,
    "\n  mutation CreateCollection($name: String!) {\n    createCollection(name: $name) {\n      id\n      name\n    }\n  }\n": typeof types.CreateCollectionDocument,
    "\n  mutation Cancel($documentId: ID!) {\n    cancelProcessing(documentId: $documentId) {\n      id\n      status\n    }\n  }\n": typeof types.CancelDocument,
    "\n  mutation DeleteDocument($id: ID!) {\n    deleteDocument(id: $id)\n  }\n": typeof types.DeleteDocumentDocument,
    "\n  query Documents($first: Int!, $after: String) {\n    documents(first: $first, after: $after) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          filename\n          title\n          status\n          error\n          byteSize\n          pageCount\n          chunkCount\n          ocr {\n            pageCount\n            meanConfidence\n          }\n          fileUrl\n          createdAt\n          collection {\n            name\n          }\n          job {\n            id\n            stage\n            progress\n            message\n          }\n        }\n      }\n    }\n  }\n": typeof types.DocumentsDocument,
    "\n  mutation Reprocess($documentId: ID!, $options: ProcessingOptions) {\n    reprocess(documentId: $documentId, options: $options) {\n      enqueued\n      job {\n        id\n      }\n    }\n  }\n": typeof types.ReprocessDocument,
    "\n  subscription News {\n    progress {\n      documentId\n      jobId\n      stage\n    }\n  }\n": typeof types.NewsDocument,
    "\n  query Insights {\n    processingStats {\n      documents\n      completed\n      failed\n      pages\n      averageProcessingMs\n      stages {\n        stage\n        count\n        averageMs\n        p95Ms\n        errorRate\n      }\n    }\n    viewer {\n      id\n      usage {\n        day\n        provider\n        kind\n        calls\n        tokens\n      }\n    }\n  }\n": typeof types.InsightsDocument,
    "\n  subscription DocumentProgress($documentId: ID!, $after: Int) {\n    documentProgress(documentId: $documentId, after: $after) {\n      sequence\n      jobId\n      stage\n      progress\n      message\n      details\n      error\n    }\n  }\n": typeof types.DocumentProgressDocument,
    "\n  query Search($query: String!, $mode: SearchMode!, $collectionId: ID) {\n    search(query: $query, mode: $mode, collectionId: $collectionId, first: 10) {\n      tookMs\n      notice\n      hits {\n        score\n        snippet\n        chunk {\n          id\n          page\n        }\n        document {\n          id\n          filename\n          title\n          fileUrl\n        }\n      }\n    }\n  }\n": typeof types.SearchDocument,
    "\n  mutation UploadDocument($file: File!, $collectionId: ID) {\n    uploadDocument(file: $file, collectionId: $collectionId) {\n      duplicate\n      document {\n        id\n        filename\n        title\n      }\n    }\n  }\n": typeof types.UploadDocumentDocument,
};
const documents: Documents = {
    "\n  subscription Answer($question: String!, $collectionId: ID) {\n    answer(question: $question, collectionId: $collectionId) {\n      __typename\n      ... on AnswerText {\n        text\n      }\n      ... on AnswerCitation {\n        start\n        end\n        quote\n        chunk {\n          id\n          page\n          document {\n            id\n            title\n            filename\n            fileUrl\n          }\n        }\n      }\n      ... on AnswerCompleted {\n        tookMs\n        extractive\n        notice\n        passages\n      }\n    }\n  }\n": types.AnswerDocument,
    "\n  query Collections {\n    collections(first: 200) {\n      edges {\n        node {\n          id\n          name\n        }\n      }\n    }\n  }\n": types.CollectionsDocument,
    "\n  mutation CreateCollection($name: String!) {\n    createCollection(name: $name) {\n      id\n      name\n    }\n  }\n": types.CreateCollectionDocument,
    "\n  mutation Cancel($documentId: ID!) {\n    cancelProcessing(documentId: $documentId) {\n      id\n      status\n    }\n  }\n": types.CancelDocument,
    "\n  mutation DeleteDocument($id: ID!) {\n    deleteDocument(id: $id)\n  }\n": types.DeleteDocumentDocument,
    "\n  query Documents($first: Int!, $after: String) {\n    documents(first: $first, after: $after) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          filename\n          title\n          status\n          error\n          byteSize\n          pageCount\n          chunkCount\n          ocr {\n            pageCount\n            meanConfidence\n          }\n          fileUrl\n          createdAt\n          collection {\n            name\n          }\n          job {\n            id\n            stage\n            progress\n            message\n          }\n        }\n      }\n    }\n  }\n": types.DocumentsDocument,
    "\n  mutation Reprocess($documentId: ID!, $options: ProcessingOptions) {\n    reprocess(documentId: $documentId, options: $options) {\n      enqueued\n      job {\n        id\n      }\n    }\n  }\n": types.ReprocessDocument,
    "\n  subscription News {\n    progress {\n      documentId\n      jobId\n      stage\n    }\n  }\n": types.NewsDocument,
    "\n  query Insights {\n    processingStats {\n      documents\n      completed\n      failed\n      pages\n      averageProcessingMs\n      stages {\n        stage\n        count\n        averageMs\n        p95Ms\n        errorRate\n      }\n    }\n    viewer {\n      id\n      usage {\n        day\n        provider\n        kind\n        calls\n        tokens\n      }\n    }\n  }\n": types.InsightsDocument,
    "\n  subscription DocumentProgress($documentId: ID!, $after: Int) {\n    documentProgress(documentId: $documentId, after: $after) {\n      sequence\n      jobId\n      stage\n      progress\n      message\n      details\n      error\n    }\n  }\n": types.DocumentProgressDocument,
    "\n  query Search($query: String!, $mode: SearchMode!, $collectionId: ID) {\n    search(query: $query, mode: $mode, collectionId: $collectionId, first: 10) {\n      tookMs\n      notice\n      hits {\n        score\n        snippet\n        chunk {\n          id\n          page\n        }\n        document {\n          id\n          filename\n          title\n          fileUrl\n        }\n      }\n    }\n  }\n": types.SearchDocument,
    "\n  mutation UploadDocument($file: File!, $collectionId: ID) {\n    uploadDocument(file: $file, collectionId: $collectionId) {\n      duplicate\n      document {\n        id\n        filename\n        title\n      }\n    }\n  }\n": types.UploadDocumentDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription Answer($question: String!, $collectionId: ID) {\n    answer(question: $question, collectionId: $collectionId) {\n      __typename\n      ... on AnswerText {\n        text\n      }\n      ... on AnswerCitation {\n        start\n        end\n        quote\n        chunk {\n          id\n          page\n          document {\n            id\n            title\n            filename\n            fileUrl\n          }\n        }\n      }\n      ... on AnswerCompleted {\n        tookMs\n        extractive\n        notice\n        passages\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription Answer($question: String!, $collectionId: ID) {\n    answer(question: $question, collectionId: $collectionId) {\n      __typename\n      ... on AnswerText {\n        text\n      }\n      ... on AnswerCitation {\n        start\n        end\n        quote\n        chunk {\n          id\n          page\n          document {\n            id\n            title\n            filename\n            fileUrl\n          }\n        }\n      }\n      ... on AnswerCompleted {\n        tookMs\n        extractive\n        notice\n        passages\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Collections {\n    collections(first: 200) {\n      edges {\n        node {\n          id\n          name\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Collections {\n    collections(first: 200) {\n      edges {\n        node {\n          id\n          name\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateCollection($name: String!) {\n    createCollection(name: $name) {\n      id\n      name\n    }\n  }\n"): (typeof documents)["\n  mutation CreateCollection($name: String!) {\n    createCollection(name: $name) {\n      id\n      name\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Cancel($documentId: ID!) {\n    cancelProcessing(documentId: $documentId) {\n      id\n      status\n    }\n  }\n"): (typeof documents)["\n  mutation Cancel($documentId: ID!) {\n    cancelProcessing(documentId: $documentId) {\n      id\n      status\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteDocument($id: ID!) {\n    deleteDocument(id: $id)\n  }\n"): (typeof documents)["\n  mutation DeleteDocument($id: ID!) {\n    deleteDocument(id: $id)\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Documents($first: Int!, $after: String) {\n    documents(first: $first, after: $after) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          filename\n          title\n          status\n          error\n          byteSize\n          pageCount\n          chunkCount\n          ocr {\n            pageCount\n            meanConfidence\n          }\n          fileUrl\n          createdAt\n          collection {\n            name\n          }\n          job {\n            id\n            stage\n            progress\n            message\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Documents($first: Int!, $after: String) {\n    documents(first: $first, after: $after) {\n      totalCount\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n      edges {\n        node {\n          id\n          filename\n          title\n          status\n          error\n          byteSize\n          pageCount\n          chunkCount\n          ocr {\n            pageCount\n            meanConfidence\n          }\n          fileUrl\n          createdAt\n          collection {\n            name\n          }\n          job {\n            id\n            stage\n            progress\n            message\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation Reprocess($documentId: ID!, $options: ProcessingOptions) {\n    reprocess(documentId: $documentId, options: $options) {\n      enqueued\n      job {\n        id\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation Reprocess($documentId: ID!, $options: ProcessingOptions) {\n    reprocess(documentId: $documentId, options: $options) {\n      enqueued\n      job {\n        id\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription News {\n    progress {\n      documentId\n      jobId\n      stage\n    }\n  }\n"): (typeof documents)["\n  subscription News {\n    progress {\n      documentId\n      jobId\n      stage\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Insights {\n    processingStats {\n      documents\n      completed\n      failed\n      pages\n      averageProcessingMs\n      stages {\n        stage\n        count\n        averageMs\n        p95Ms\n        errorRate\n      }\n    }\n    viewer {\n      id\n      usage {\n        day\n        provider\n        kind\n        calls\n        tokens\n      }\n    }\n  }\n"): (typeof documents)["\n  query Insights {\n    processingStats {\n      documents\n      completed\n      failed\n      pages\n      averageProcessingMs\n      stages {\n        stage\n        count\n        averageMs\n        p95Ms\n        errorRate\n      }\n    }\n    viewer {\n      id\n      usage {\n        day\n        provider\n        kind\n        calls\n        tokens\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription DocumentProgress($documentId: ID!, $after: Int) {\n    documentProgress(documentId: $documentId, after: $after) {\n      sequence\n      jobId\n      stage\n      progress\n      message\n      details\n      error\n    }\n  }\n"): (typeof documents)["\n  subscription DocumentProgress($documentId: ID!, $after: Int) {\n    documentProgress(documentId: $documentId, after: $after) {\n      sequence\n      jobId\n      stage\n      progress\n      message\n      details\n      error\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Search($query: String!, $mode: SearchMode!, $collectionId: ID) {\n    search(query: $query, mode: $mode, collectionId: $collectionId, first: 10) {\n      tookMs\n      notice\n      hits {\n        score\n        snippet\n        chunk {\n          id\n          page\n        }\n        document {\n          id\n          filename\n          title\n          fileUrl\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query Search($query: String!, $mode: SearchMode!, $collectionId: ID) {\n    search(query: $query, mode: $mode, collectionId: $collectionId, first: 10) {\n      tookMs\n      notice\n      hits {\n        score\n        snippet\n        chunk {\n          id\n          page\n        }\n        document {\n          id\n          filename\n          title\n          fileUrl\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UploadDocument($file: File!, $collectionId: ID) {\n    uploadDocument(file: $file, collectionId: $collectionId) {\n      duplicate\n      document {\n        id\n        filename\n        title\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation UploadDocument($file: File!, $collectionId: ID) {\n    uploadDocument(file: $file, collectionId: $collectionId) {\n      duplicate\n      document {\n        id\n        filename\n        title\n      }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;