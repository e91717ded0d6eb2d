#include "input/loader.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "base/parallel.hpp"
#include "input/library.hpp"
#include "input/merge.hpp"
#include "input/scan.hpp"
#include "input/stream.hpp"
#include "input/walk.hpp"
#include "system/heap.hpp"

namespace fargate_lint::input {
namespace {

/// Files are handed over and out in batches, so that many small ones do not queue at the lock.
constexpr std::size_t kBatch = 16;
/// From here on a thread's share of the input is worth preparing for.
constexpr std::size_t kMuchInput = std::size_t{1} << 20U;

// Threads share one queue, which fills while folders are still being walked. A thread takes a batch
// of files and reads each itself; a file that does not end with its first window becomes a shared
// stream, whose next windows any thread takes. Whatever the order of work, results carry
// (file, chunk) and are put together in that order.
class Pool {
 public:
  Pool(const system::FileSystem& files, const LoadOptions& options, const Common& common,
       const Library* library);
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;
  ~Pool() { stop(); }

  /// Has a file of a walk read. For the thread that made the pool, as is finish().
  void add(const FoundFile& file);
  /// Reads what is left, and again those files that have turned out to be patches since they were
  /// added: `walk` is at its end. Throws what a thread has thrown.
  Parts finish(const Walk& walk);
  /// Those that were opened, once all is finished.
  const std::vector<Library::Opened>& opened() const { return opened_; }

 private:
  struct Task {
    const FoundFile* file;
    std::uint32_t index;  ///< of the file
    Treatment treatment;  ///< the file's own may still change
  };
  struct OpenFile {
    Task task;
    Stream stream;
  };
  struct Worker {
    Worker(const LoadOptions& options, const Common& common)
        : scanner(common.default_namespace, common.kinds, !options.keeps_documents) {}
    Scanner scanner;
    Chunk chunk;
    std::vector<Task> batch;
    Parts parts;
    std::vector<Library::Opened> opened;   ///< for a library only
    std::size_t until_ready = kMuchInput;  ///< bytes to scan before memory is made ready again
    std::exception_ptr failure;
  };

  void hand_over();
  void stop();
  void work_guarded(Worker& worker);
  void work(Worker& worker);
  bool glances_at(const FoundFile& file) const;
  bool take_known(Worker& worker, const Task& task);
  bool begin_file(Worker& worker, const Task& task);
  bool begin_stream(Worker& worker, const Task& task, Result<Stream> stream);
  void read_whole(Worker& worker, const Task& task, ListReading& list);
  void drain(Worker& worker, std::unique_lock<std::mutex>& lock);
  void scan(Worker& worker, const Task& task);
  bool take_batch(Worker& worker);
  std::optional<Task> next_shared_chunk(Worker& worker);
  static void add_result(Worker& worker, const Task& task, ScanResult result);
  static void fail(Worker& worker, const Task& task, std::uint32_t chunk, const Error& error);

  const system::FileSystem& files_;
  const LoadOptions& options_;
  const Library* library_;
  std::vector<Library::Opened> opened_;
  std::vector<Task> added_;  ///< not handed over yet
  std::uint32_t count_ = 0;  ///< files added
  std::deque<Worker> workers_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Task> tasks_;
  std::size_t next_ = 0;  ///< task to take
  bool all_added_ = false;
  std::size_t busy_ = 0;  ///< threads that may still open a shared stream
  bool stopped_ = false;  ///< a thread has failed: the rest is not worth the work
  std::vector<OpenFile> open_;
  std::function<void(unsigned)> help_;
  std::vector<std::jthread> threads_;  ///< last: they see the rest
};

Pool::Pool(const system::FileSystem& files, const LoadOptions& options, const Common& common,
           const Library* library)
    : files_(files), options_(options), library_(library) {
  const auto count = std::max(1U, options.threads);
  for (unsigned i = 0; i < count; ++i) workers_.emplace_back(options, common);
  help_ = [this](unsigned i) { work_guarded(workers_[i + 1]); };
  threads_ = start_threads(count - 1, help_);
}

void Pool::add(const FoundFile& file) {
  added_.push_back({&file, count_++, file.treatment});
  if (added_.size() == kBatch) hand_over();
}

void Pool::hand_over() {
  const std::lock_guard lock(mutex_);
  tasks_.insert(tasks_.end(), added_.begin(), added_.end());
  added_.clear();
  changed_.notify_all();
}

void Pool::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;  // nobody waits for anybody any more
  changed_.notify_all();
}

void Pool::add_result(Worker& worker, const Task& task, ScanResult result) {
  result.treatment = task.treatment;
  worker.parts.push_back({task.index, std::make_shared<ScanResult>(std::move(result))});
}

void Pool::fail(Worker& worker, const Task& task, std::uint32_t chunk, const Error& error) {
  ScanResult result;
  result.chunk = chunk;
  result.errors.push_back({task.file->path, 0, error.message, error.hint, task.file->must_declare});
  add_result(worker, task, std::move(result));
}

void Pool::scan(Worker& worker, const Task& task) {
  const auto size = worker.chunk.text.size();
  if (size >= worker.until_ready) {
    system::ready_memory();
    worker.until_ready = system::kInputPerReadyMemory;
  } else {
    worker.until_ready -= size;
  }
  add_result(
      worker, task,
      worker.scanner.scan(task.file->path, task.treatment, worker.chunk, glances_at(*task.file)));
  const auto list = worker.chunk.list;
  if (list != nullptr && list->finish()) read_whole(worker, task, *list);
}

/// Reads a list from its beginning as any document, since that of it which was found so far does
/// not hold.
void Pool::read_whole(Worker& worker, const Task& task, ListReading& list) {
  auto stream = list.take_stream();
  const auto restarted = stream.restart();
  begin_stream(worker, task,
               restarted ? Result<Stream>(std::move(stream)) : Result<Stream>(restarted.error()));
}

bool Pool::glances_at(const FoundFile& file) const {
  return options_.glances && !options_.keeps_documents && !options_.read_whole.contains(file.path);
}

/// Whether the library knows what the file comes to.
bool Pool::take_known(Worker& worker, const Task& task) {
  if (library_ == nullptr) return false;
  const auto* chunks = library_->find(files_, *task.file, task.treatment, glances_at(*task.file));
  if (chunks == nullptr) return false;
  for (const auto& result : *chunks) worker.parts.push_back({task.index, result});
  return true;
}

/// True if the file has become a shared stream.
bool Pool::begin_file(Worker& worker, const Task& task) {
  if (take_known(worker, task)) return false;
  // Who keeps documents has them at hand as a whole.
  const bool by_item = task.treatment == Treatment::lint && !options_.keeps_documents;
  const auto lists = by_item ? Stream::Lists::by_item : Stream::Lists::whole;
  return begin_stream(worker, task,
                      task.file->is_standard_input
                          ? Stream::open_standard_input(files_, options_.window, lists)
                          : Stream::open(files_, task.file->path, options_.window, lists));
}

bool Pool::begin_stream(Worker& worker, const Task& task, Result<Stream> stream) {
  const auto more = stream ? stream->next(worker.chunk) : Result<bool>(stream.error());
  if (!more) {
    fail(worker, task, 0, more.error());
    return false;
  }
  if (library_ != nullptr)
    worker.opened.push_back({task.index, stream->opened(), glances_at(*task.file)});
  const bool is_shared = !stream->at_end();
  if (!is_shared && worker.chunk.list != nullptr)
    worker.chunk.list->keep(std::move(stream).value());
  if (is_shared) {
    const std::lock_guard lock(mutex_);
    open_.push_back({task, std::move(stream).value()});
    changed_.notify_all();
  }
  scan(worker, task);
  return is_shared;
}

/// Reads shared streams to their ends. With the lock, which it gives up while it scans.
void Pool::drain(Worker& worker, std::unique_lock<std::mutex>& lock) {
  while (const auto task = next_shared_chunk(worker)) {
    ++busy_;  // what is to be read whole is opened again
    lock.unlock();
    scan(worker, *task);
    lock.lock();
    --busy_;
    if (busy_ == 0) changed_.notify_all();
    if (stopped_) return;
  }
}

/// Takes the next window of a shared stream; nothing if there is none. Under the lock: windows are
/// cut one after the other.
std::optional<Pool::Task> Pool::next_shared_chunk(Worker& worker) {
  while (!open_.empty()) {
    auto& open = open_.back();
    const auto task = open.task;
    const auto more = open.stream.next(worker.chunk);
    if (!more) fail(worker, task, UINT32_MAX, more.error());
    const bool got = more && *more;
    if (open.stream.at_end()) {
      if (got && worker.chunk.list != nullptr) worker.chunk.list->keep(std::move(open.stream));
      open_.pop_back();
    }
    if (got) return task;
  }
  return std::nullopt;
}

/// Takes files to read, fewer as there are fewer left. False if there are none. Under the lock.
bool Pool::take_batch(Worker& worker) {
  const auto left = tasks_.size() - next_;
  if (left == 0) return false;
  const auto share = all_added_ ? left / (std::size_t{4} * workers_.size()) : left;
  const auto size = std::clamp<std::size_t>(share, 1, kBatch);
  const auto begin = tasks_.begin() + static_cast<std::ptrdiff_t>(next_);
  worker.batch.assign(begin, begin + static_cast<std::ptrdiff_t>(size));
  next_ += size;
  return true;
}

void Pool::work(Worker& worker) {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    drain(worker, lock);
    if (take_batch(worker)) {
      ++busy_;
      lock.unlock();
      for (const auto& each : worker.batch) {
        // Open files are few: none is begun while others of its size wait to be read.
        if (!begin_file(worker, each)) continue;
        lock.lock();
        drain(worker, lock);
        lock.unlock();
      }
      lock.lock();
      --busy_;
      changed_.notify_all();
    } else if (all_added_ && busy_ == 0) {
      return;
    } else {
      changed_.wait(lock);
    }
  }
}

void Pool::work_guarded(Worker& worker) {
  try {
    work(worker);
  } catch (...) {
    worker.failure = std::current_exception();
    stop();
  }
}

Parts Pool::finish(const Walk& walk) {
  hand_over();
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0, added = tasks_.size(); i < added; ++i) {
      auto task = tasks_[i];
      if (task.treatment == task.file->treatment) continue;
      task.treatment = task.file->treatment;
      if (i < next_)
        tasks_.push_back(task);
      else
        tasks_[i] = task;
    }
    all_added_ = true;
    changed_.notify_all();
  }
  work_guarded(workers_.front());
  threads_.clear();  // joins
  Parts parts;
  for (auto& worker : workers_) {
    if (worker.failure) std::rethrow_exception(worker.failure);
    std::ranges::move(worker.parts, std::back_inserter(parts));
    std::ranges::move(worker.opened, std::back_inserter(opened_));
  }
  workers_.clear();  // and what they read with
  std::erase_if(parts, [&walk](const Part& part) {
    const auto& result = *part.result;
    return result.treatment != walk.files[part.file].treatment ||
           (result.list != nullptr && result.list->has_failed());
  });
  std::ranges::sort(parts, {},
                    [](const Part& part) { return std::pair(part.file, part.result->chunk); });
  settle_lists(parts);
  return parts;
}

}  // namespace

Loaded load(const system::FileSystem& files, const LoadOptions& options, Library* library) {
  auto common = library == nullptr ? nullptr : library->common;
  if (common == nullptr)
    common = std::make_shared<const Common>(options.workloads, options.default_namespace);
  Walk walk;  // outlives the threads, which look at its files
  Pool pool(files, options, *common, library);
  find_files(files, options.profile_paths, options.paths, options.filter, walk,
             [&pool](const FoundFile& file) { pool.add(file); });
  auto parts = pool.finish(walk);
  if (library != nullptr) {
    library->common = common;
    library->keep(walk, parts, pool.opened());
  }
  return merge(walk, std::move(parts), library != nullptr, std::move(common), options);
}

}  // namespace fargate_lint::input
