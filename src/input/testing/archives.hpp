#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Archives for tests, byte by byte: sound ones, and such as no tool makes.
namespace fargate_lint::input::testing {

/// A ustar archive.
class TarWriter {
 public:
  TarWriter& file(std::string_view name, std::string_view text) { return entry(name, '0', text); }
  /// `type`: as in the header (POSIX pax, "ustar Interchange Format").
  TarWriter& entry(std::string_view name, char type, std::string_view text,
                   std::string_view target = {});
  /// All of it, with the two blocks of zeros at the end.
  std::string bytes() const { return bytes_ + std::string(1024, '\0'); }

 private:
  std::string bytes_;
};

/// A zip archive (PKWARE, APPNOTE.TXT). What a member's Oddities say differs from what is true.
class ZipWriter {
 public:
  struct Oddities {
    bool deflate = false;
    unsigned made_by = 3;  ///< Unix
    unsigned mode = 0;
    unsigned flags = 0;
    unsigned method = 0;              ///< 0: the true one
    unsigned directory_size = 0;      ///< likewise
    unsigned directory_checksum = 0;  ///< likewise
  };
  ZipWriter& file(std::string_view name, std::string_view text) { return file(name, text, {}); }
  ZipWriter& file(std::string_view name, std::string_view text, const Oddities& odd);
  /// One more entry of the directory for the member that was written last.
  ZipWriter& again(std::string_view name);
  std::string bytes() const;

 private:
  struct Entry {
    std::string_view name;
    std::uint32_t size = 0;
    std::uint32_t packed = 0;
    std::uint32_t checksum = 0;
    unsigned method = 0;
    std::uint32_t offset = 0;
    Oddities odd;
  };
  void add_to_directory(const Entry& entry);

  std::string bytes_;
  std::string directory_;
  unsigned count_ = 0;
  Entry last_;
};

std::string gzip(std::string_view bytes);

}  // namespace fargate_lint::input::testing
