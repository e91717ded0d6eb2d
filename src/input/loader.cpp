#include "input/loader.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>

#include "input/memory.hpp"
#include "input/merge.hpp"
#include "input/scan.hpp"
#include "input/stream.hpp"
#include "input/walk.hpp"
#include "lint/parallel.hpp"

namespace fargate_lint::input {
namespace {

/// Files are handed out in batches, so that many small ones do not queue at the lock.
constexpr std::size_t kBatch = 16;
/// From here on a thread's share of the input is worth preparing for.
constexpr std::size_t kMuchInput = std::size_t{1} << 20U;

// Threads share one queue. A thread takes a batch of files and reads each itself; a file that does
// not end with its first window becomes a shared stream, whose next windows any thread takes.
// Whatever the order of work, results carry (file, chunk) and are put together in that order.
class Pool {
 public:
  Pool(const std::vector<FoundFile>& files, const LoadOptions& options,
       const kube::WorkloadKinds& kinds)
      : files_(files), options_(options), kinds_(kinds) {}

  ScanResults run();

 private:
  struct OpenFile {
    std::uint32_t file;
    Stream stream;
  };
  struct Worker {
    Worker(const LoadOptions& options, const kube::WorkloadKinds& kinds)
        : scanner(options.default_namespace, kinds, !options.keeps_documents,
                  options.glances && !options.keeps_documents) {}
    Scanner scanner;
    Chunk chunk;
    ScanResults results;
    std::size_t until_ready = kMuchInput;  ///< bytes to scan before memory is made ready again
    std::exception_ptr failure;
  };

  void work(Worker& worker);
  void begin_file(Worker& worker, std::uint32_t file);
  void scan(Worker& worker, std::uint32_t file);
  bool next_shared_chunk(Worker& worker, std::uint32_t& file);
  void fail(Worker& worker, std::uint32_t file, std::uint32_t chunk, const Error& error);

  const std::vector<FoundFile>& files_;
  const LoadOptions& options_;
  const kube::WorkloadKinds& kinds_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t next_file_ = 0;
  std::size_t busy_ = 0;  ///< threads that may still open a shared stream
  bool stopped_ = false;  ///< a thread has failed: the rest is not worth the work
  std::vector<OpenFile> open_;
};

void Pool::fail(Worker& worker, std::uint32_t file, std::uint32_t chunk, const Error& error) {
  auto result = std::make_unique<ScanResult>();
  result->file = file;
  result->chunk = chunk;
  result->errors.push_back({files_[file].path, 0, error.message, error.hint});
  worker.results.push_back(std::move(result));
}

void Pool::scan(Worker& worker, std::uint32_t file) {
  const auto size = worker.chunk.text.size();
  if (size >= worker.until_ready) {
    ready_memory();
    worker.until_ready = kInputPerReadyMemory;
  } else {
    worker.until_ready -= size;
  }
  worker.results.push_back(
      std::make_unique<ScanResult>(worker.scanner.scan(files_[file], file, worker.chunk)));
}

void Pool::begin_file(Worker& worker, std::uint32_t file) {
  auto stream = Stream::open(files_[file].path, options_.window);
  if (!stream) return fail(worker, file, 0, stream.error());
  const auto more = stream->next(worker.chunk);
  if (!more) return fail(worker, file, 0, more.error());
  if (!stream->at_end()) {
    const std::lock_guard lock(mutex_);
    open_.push_back({file, std::move(stream).value()});
    changed_.notify_all();
  }
  scan(worker, file);
}

/// Takes the next window of a shared stream. Under the lock: windows are cut one after the other.
bool Pool::next_shared_chunk(Worker& worker, std::uint32_t& file) {
  while (!open_.empty()) {
    auto& open = open_.back();
    file = open.file;
    const auto more = open.stream.next(worker.chunk);
    if (!more) fail(worker, file, UINT32_MAX, more.error());
    const bool got = more && *more;
    if (open.stream.at_end()) open_.pop_back();
    if (got) return true;
  }
  return false;
}

void Pool::work(Worker& worker) {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    std::uint32_t file = 0;
    if (next_shared_chunk(worker, file)) {
      lock.unlock();
      scan(worker, file);
      lock.lock();
    } else if (next_file_ < files_.size()) {
      const auto share = (files_.size() - next_file_) / (std::size_t{4} * options_.threads);
      const auto begin = next_file_;
      next_file_ += std::clamp<std::size_t>(share, 1, kBatch);
      ++busy_;
      const auto end = next_file_;
      lock.unlock();
      for (auto i = begin; i < end; ++i) begin_file(worker, static_cast<std::uint32_t>(i));
      lock.lock();
      --busy_;
      changed_.notify_all();
    } else if (busy_ == 0) {
      return;
    } else {
      changed_.wait(lock);
    }
  }
}

ScanResults Pool::run() {
  const auto count = std::max(1U, options_.threads);
  std::deque<Worker> workers;
  for (unsigned i = 0; i < count; ++i) workers.emplace_back(options_, kinds_);
  const auto guarded = [this](Worker& worker) {
    try {
      work(worker);
    } catch (...) {
      worker.failure = std::current_exception();
      const std::lock_guard lock(mutex_);
      stopped_ = true;  // nobody waits for this one any more
      changed_.notify_all();
    }
  };
  const std::function<void(unsigned)> help = [&](unsigned i) { guarded(workers[i + 1]); };
  auto threads = lint::start_threads(count - 1, help);
  guarded(workers.front());
  threads.clear();  // joins
  ScanResults results;
  for (auto& worker : workers) {
    if (worker.failure) std::rethrow_exception(worker.failure);
    std::ranges::move(worker.results, std::back_inserter(results));
  }
  std::ranges::sort(results, {},
                    [](const auto& result) { return std::pair(result->file, result->chunk); });
  return results;
}

}  // namespace

lint::Input load(const LoadOptions& options) {
  auto walk = find_files(options.profile_paths, options.paths, options.filter);
  auto kinds = std::make_unique<const kube::WorkloadKinds>(options.workloads);
  auto results = Pool(walk.files, options, *kinds).run();
  return merge(std::move(walk), std::move(results), std::move(kinds), options);
}

}  // namespace fargate_lint::input
