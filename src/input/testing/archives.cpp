#include "input/testing/archives.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include "base/result.hpp"

namespace fargate_lint::input::testing {
namespace {

std::string deflated(std::string_view bytes, int window_bits) {
  z_stream stream{};
  require(::deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, window_bits, 8,
                         Z_DEFAULT_STRATEGY) == Z_OK,
          "zlib works");
  std::string out(::deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  require(::deflate(&stream, Z_FINISH) == Z_STREAM_END, "all of it fits");
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  return out;
}

void put(std::string& to, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) to += static_cast<char>(value >> (8 * i) & 0xFFU);
}

std::string octal(std::size_t value, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%0*zo", digits, value);
  return text;
}

}  // namespace

std::string gzip(std::string_view bytes) {
  return deflated(bytes, 16 + MAX_WBITS);
}

TarWriter& TarWriter::entry(std::string_view name, char type, std::string_view text,
                            std::string_view target) {
  std::string header(512, '\0');
  const auto set = [&header](std::size_t at, std::string_view value) {
    header.replace(at, value.size(), value);
  };
  set(0, name.substr(0, 100));
  set(100, "0000644");
  set(108, "0000000");
  set(116, "0000000");
  set(124, octal(text.size(), 11));
  set(136, octal(0, 11));
  set(148, std::string(8, ' '));
  set(156, std::string(1, type));
  set(157, target.substr(0, 100));
  set(257, std::string("ustar\0", 6) + "00");
  std::size_t sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  set(148, octal(sum, 6) + std::string(1, '\0'));
  bytes_ += header;
  bytes_ += text;
  bytes_.append((512 - text.size() % 512) % 512, '\0');
  return *this;
}

ZipWriter& ZipWriter::file(std::string_view name, std::string_view text, const Oddities& odd) {
  Entry entry;
  entry.name = name;
  entry.odd = odd;
  const auto packed = odd.deflate ? deflated(text, -MAX_WBITS) : std::string(text);
  entry.size = static_cast<std::uint32_t>(text.size());
  entry.packed = static_cast<std::uint32_t>(packed.size());
  entry.checksum = static_cast<std::uint32_t>(
      ::crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
  entry.method = odd.method != 0 ? odd.method : odd.deflate ? 8 : 0;
  entry.offset = static_cast<std::uint32_t>(bytes_.size());
  put(bytes_, 0x04034b50, 4);
  put(bytes_, 20, 2);
  put(bytes_, odd.flags, 2);
  put(bytes_, entry.method, 2);
  put(bytes_, 0, 4);
  put(bytes_, entry.checksum, 4);
  put(bytes_, entry.packed, 4);
  put(bytes_, entry.size, 4);
  put(bytes_, static_cast<std::uint32_t>(name.size()), 2);
  put(bytes_, 0, 2);
  bytes_ += name;
  bytes_ += packed;
  add_to_directory(entry);
  last_ = entry;
  return *this;
}

ZipWriter& ZipWriter::again(std::string_view name) {
  last_.name = name;
  add_to_directory(last_);
  return *this;
}

void ZipWriter::add_to_directory(const Entry& entry) {
  const auto& odd = entry.odd;
  ++count_;
  put(directory_, 0x02014b50, 4);
  put(directory_, odd.made_by << 8U | 20U, 2);
  put(directory_, 20, 2);
  put(directory_, odd.flags, 2);
  put(directory_, entry.method, 2);
  put(directory_, 0, 4);
  put(directory_, odd.directory_checksum != 0 ? odd.directory_checksum : entry.checksum, 4);
  put(directory_, entry.packed, 4);
  put(directory_, odd.directory_size != 0 ? odd.directory_size : entry.size, 4);
  put(directory_, static_cast<std::uint32_t>(entry.name.size()), 2);
  put(directory_, 0, 4);  // lengths of what may follow the name
  put(directory_, 0, 4);  // disk, internal attributes
  put(directory_, odd.mode << 16U, 4);
  put(directory_, entry.offset, 4);
  directory_ += entry.name;
}

std::string ZipWriter::bytes() const {
  auto all = bytes_ + directory_;
  put(all, 0x06054b50, 4);
  put(all, 0, 4);
  put(all, count_, 2);
  put(all, count_, 2);
  put(all, static_cast<std::uint32_t>(directory_.size()), 4);
  put(all, static_cast<std::uint32_t>(bytes_.size()), 4);
  put(all, 0, 2);
  return all;
}

}  // namespace fargate_lint::input::testing
