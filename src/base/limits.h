// Every bound of the program has its name here: queues, loops, sizes, retries. Reaching one is an
// error that names the limit and the value, never an abort. Each has a test that hits it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace ponder::limits {

// Requests.
inline constexpr std::size_t kBodyBytesMax = 8U << 20U;      // One HTTP body.
inline constexpr std::size_t kBodiesBytesMax = 512U << 20U;  // All bodies at one time.
inline constexpr std::size_t kHeaderBytesMax = 32U << 10U;   // All request headers.
inline constexpr std::size_t kMessagesMax = 4096;            // Messages in one request.
inline constexpr std::size_t kToolsMax = 128;                // Tools in one request.
inline constexpr std::size_t kStopStringsMax = 16;           // Stop strings in one request.
inline constexpr std::size_t kStopStringBytesMax = 256;      // Bytes of one stop string.
inline constexpr std::uint32_t kAgentsMax = 16;              // Agents of one contemplating turn.
inline constexpr std::uint32_t kChoicesMax = 8;              // Answers to one request.
inline constexpr std::uint32_t kTopLogprobsMax = 20;         // Alternatives per token.
inline constexpr std::uint32_t kTokensNewDefault = 2048;     // New tokens when none are asked.
inline constexpr std::size_t kJsonDepthMax = 64;             // Nesting of a JSON body.
inline constexpr std::size_t kJsonMembersMax = 1024;         // Of one JSON object.
inline constexpr std::size_t kJsonValuesMax = 1U << 18U;     // Of one JSON body.
inline constexpr std::size_t kAnswerFormBytesMax = 256U << 10U;  // A JSON schema or grammar.
inline constexpr std::size_t kToolNameBytesMax = 128;            // A tool's name.
inline constexpr std::chrono::milliseconds kBudgetMax{24 * 60 * 60 * 1000};  // One turn's time.
inline constexpr std::size_t kTitleBytesMax = 200;     // A conversation's title.
inline constexpr std::size_t kResponseChainMax = 512;  // Responses before one, by previous id.
inline constexpr std::size_t kItemMemoryBytesMax = 32U << 20U;  // Items of unkept responses.
inline constexpr std::chrono::seconds kItemMemoryTime{60 * 60};
inline constexpr std::size_t kResponseItemsPageMax = 100;  // Items of one listing.

// Troubleshooting.
inline constexpr std::size_t kRepairItemsMax = 64;              // Of each list of one state.
inline constexpr std::size_t kRepairFactBytesMax = 100;         // A brand, a code, an id of a step.
inline constexpr std::size_t kRepairReadBytesMax = 16U << 10U;  // Looked at of words or readings.
inline constexpr std::chrono::milliseconds kRepairModelTime{90'000};  // For what a model adds.
inline constexpr std::uint32_t kRepairTokensMax = 320;  // Of what a model adds to a checklist.

// Engine.
inline constexpr std::size_t kSequencesMax = 1024;      // Waiting and running in one engine.
inline constexpr std::size_t kEngineInboxMax = 4096;    // Commands not yet seen by the engine.
inline constexpr std::uint32_t kForkBranchesMax = 32;   // Children made by one fork.
inline constexpr std::uint32_t kSlotsDefault = 64;      // llama sequence ids of one context.
inline constexpr std::uint32_t kStepRowsMax = 512;      // Cells computed by one step.
inline constexpr std::uint32_t kBackendRetriesMax = 8;  // Plans tried after "no room".

// Embeddings and text completions.
inline constexpr std::size_t kEmbeddingInputsMax = 2048;     // Of one request.
inline constexpr std::size_t kEmbeddingJobsMax = 64;         // Waiting requests of one model.
inline constexpr std::uint32_t kEmbeddingContextMax = 4096;  // Longest input to a chat model.
inline constexpr std::uint32_t kEmbeddingPieceTokens = 64;   // Computed at once by a chat model.
inline constexpr std::size_t kCompletionChoicesMax = 32;     // Prompts times n of one request.

// Models.
inline constexpr std::uint32_t kModelPartsMax = 1000;       // Files of one split model.
inline constexpr std::uint32_t kModelLayersMax = 4096;      // Layers that a header may claim.
inline constexpr std::size_t kWheelsAtOnceMax = 4;          // Package downloads of one pull.
inline constexpr std::size_t kGrammarBytesMax = 1U << 20U;  // Text of one grammar or JSON schema.

// Turns.
inline constexpr std::size_t kTurnsRunningMax = 1024;           // On one server.
inline constexpr std::chrono::milliseconds kEventFlush{50};     // Group of logged events.
inline constexpr std::chrono::milliseconds kHaltPoll{50};       // A waiting turn looks for a halt.
inline constexpr std::size_t kSubscribersPerTurnMax = 64;       // Streams of one turn.
inline constexpr std::chrono::seconds kTurnKeptInMemory{60};    // After it finished.
inline constexpr int kTurnEndTries = 4;                         // To store how a turn ended.
inline constexpr std::chrono::milliseconds kTurnEndPause{150};  // Between two of them.
inline constexpr std::chrono::milliseconds kEarlyFailureWait{1000};  // For an error as a status.
inline constexpr std::chrono::seconds kStopPatience{10};  // For turns to end at shutdown.
inline constexpr std::size_t kWrongEquationsMax = 8;      // Named in one report.

// HTTP.
inline constexpr std::size_t kConnectionsMax = 4096;
inline constexpr std::size_t kStreamBufferBytesMax = 1U << 20U;  // Unsent bytes of a slow reader.
inline constexpr std::chrono::seconds kHeaderTimeout{15};        // To read a request's headers.
inline constexpr std::chrono::seconds kBodyTimeout{60};          // To read its body.
inline constexpr std::chrono::seconds kWriteTimeout{60};         // A reader that takes nothing.
inline constexpr std::chrono::seconds kIdleTimeout{75};          // Between two requests.
inline constexpr std::chrono::seconds kSseHeartbeat{15};         // Comment line on a silent stream.
inline constexpr std::chrono::seconds kLingerTimeout{2};         // For a client to close first.
inline constexpr std::chrono::seconds kRetryAfter{2};            // Told to a refused client.
inline constexpr std::size_t kRefusalsMax = 64;                  // Answered 503 at one time.
inline constexpr std::size_t kReadAheadBytesMax = 64U << 10U;    // Unparsed bytes held.

// Requests that are sent again (Idempotency-Key).
inline constexpr std::size_t kRetriesMax = 1024;           // Known at one time.
inline constexpr std::size_t kRetryBytesMax = 64U << 20U;  // Of all their answers.
inline constexpr std::chrono::minutes kRetryKept{60};      // After the end of the answer.
inline constexpr std::chrono::seconds kRetryAwaited{10};   // Work that nobody listens to goes on.

// Store.
inline constexpr std::size_t kWriteQueueMax = 16384;  // Writes not yet committed.
inline constexpr std::size_t kPageRowsMax = 200;      // Rows of one listing.
inline constexpr std::size_t kReadQueueMax = 16384;   // Reads not yet answered.
inline constexpr std::size_t kTurnsPerConversationMax = 4096;
inline constexpr std::size_t kKeysMax = 1000;  // API keys, also counting revoked ones.
inline constexpr std::chrono::minutes kKeyUseWrittenEvery{1};  // When a key was used last.
inline constexpr std::size_t kBackupsKept = 5;  // Of the database, before migrations.

}  // namespace ponder::limits
