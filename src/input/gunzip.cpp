#include "input/gunzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <new>
#include <utility>

namespace fargate_lint::input {
namespace {

constexpr std::size_t kPart = std::size_t{64} << 10U;

bool begins_gzip(std::string_view bytes) {
  return bytes.starts_with("\x1f\x8b");
}

}  // namespace

struct Gunzip::Inflate {
  z_stream stream{};

  Inflate() {
    constexpr int kGzipOnly = 16 + MAX_WBITS;
    if (::inflateInit2(&stream, kGzipOnly) != Z_OK) throw std::bad_alloc();
  }
  Inflate(const Inflate&) = delete;
  Inflate& operator=(const Inflate&) = delete;
  ~Inflate() { ::inflateEnd(&stream); }
};

Gunzip::Gunzip(system::File& file) : file_(file), in_(kPart, '\0') {}

Gunzip::~Gunzip() = default;

/// False at the end of the file, or if it cannot be read: then there is an error.
bool Gunzip::refill() {
  const auto count = file_.read(in_.data(), in_.size());
  if (!count) error_ = count.error();
  if (!count || *count == 0) return false;
  left_ = std::string_view(in_).substr(0, *count);
  packed_ += *count;
  return true;
}

Gunzip::State Gunzip::begin() {
  has_begun_ = true;
  if (!refill()) return error_.message.empty() ? State::ended : State::unreadable;
  if (!begins_gzip(left_)) return State::more;
  inflate_ = std::make_unique<Inflate>();
  out_.resize(4 * kPart);
  return State::more;
}

Gunzip::State Gunzip::next(std::string_view& part) {
  if (!has_begun_)
    if (const auto state = begin(); state != State::more) return state;
  if (inflate_ != nullptr) return inflate(part);
  if (left_.empty() && !refill()) return error_.message.empty() ? State::ended : State::unreadable;
  part = std::exchange(left_, {});
  return State::more;
}

/// A file may have several members, one behind the other; what else is behind the last is padding,
/// and ignored, as gzip does.
Gunzip::State Gunzip::inflate(std::string_view& part) {
  auto& stream = inflate_->stream;
  while (true) {
    if (left_.empty() && !refill()) {
      if (!error_.message.empty()) return State::unreadable;
      return in_member_ ? State::truncated : State::ended;
    }
    if (!in_member_) {
      if (!begins_gzip(left_)) return State::ended;
      ::inflateReset(&stream);
      in_member_ = true;
    }
    // zlib's interface is C's: it does not write to what it reads.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(left_.data()));
    stream.avail_in = static_cast<uInt>(left_.size());
    stream.next_out = reinterpret_cast<Bytef*>(out_.data());
    stream.avail_out = static_cast<uInt>(out_.size());
    const int status = ::inflate(&stream, Z_NO_FLUSH);
    left_.remove_prefix(left_.size() - stream.avail_in);
    if (status == Z_STREAM_END) in_member_ = false;
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) return State::damaged;
    part = std::string_view(out_).substr(0, out_.size() - stream.avail_out);
    if (!part.empty()) return State::more;
  }
}

}  // namespace fargate_lint::input
