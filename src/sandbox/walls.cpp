#include "sandbox/walls.h"

#include <asm/unistd.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace ponder::sandbox {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "the sandbox knows x86-64 and arm64"
#endif

// Numbers that are the same on all architectures and newer than some C libraries.
constexpr std::uint32_t kClone3 = 435;
constexpr std::uint32_t kX32Bit = 0x40000000;

constexpr std::uint32_t kDeny = SECCOMP_RET_ERRNO | EPERM;
constexpr std::uint32_t kUnknown = SECCOMP_RET_ERRNO | ENOSYS;

// Networks, other processes, the kernel's wide doors.
constexpr auto kDenied = std::to_array<std::uint32_t>(
    {__NR_socket, __NR_socketpair, __NR_connect, __NR_bind, __NR_listen, __NR_accept, __NR_accept4,
     __NR_sendto, __NR_sendmsg, __NR_recvfrom, __NR_recvmsg, __NR_ptrace, __NR_process_vm_readv,
     __NR_process_vm_writev, __NR_kill, __NR_tkill, __NR_pidfd_open, __NR_pidfd_send_signal,
     __NR_mount, __NR_umount2, __NR_pivot_root, __NR_chroot, __NR_unshare, __NR_setns, __NR_bpf,
     __NR_perf_event_open, __NR_userfaultfd, __NR_keyctl, __NR_add_key, __NR_request_key,
     __NR_io_uring_setup, __NR_io_uring_enter, __NR_io_uring_register, __NR_init_module,
     __NR_finit_module, __NR_delete_module, __NR_kexec_load, __NR_reboot, __NR_swapon,
     __NR_sethostname, __NR_open_by_handle_at,
     // What Landlock's first version lets through: changes to files that are not opened.
     __NR_truncate, __NR_fchmodat, __NR_fchownat, __NR_utimensat, __NR_setxattr, __NR_lsetxattr,
     __NR_removexattr, __NR_lremovexattr});

constexpr sock_filter statement(std::uint32_t code, std::uint32_t value) {
  return {static_cast<std::uint16_t>(code), 0, 0, value};
}

// Skips so many statements where the loaded number is, or is not, `value`.
constexpr sock_filter jump(std::uint32_t code, std::uint32_t value, std::uint8_t yes,
                           std::uint8_t no) {
  return {static_cast<std::uint16_t>(BPF_JMP | code | BPF_K), yes, no, value};
}

constexpr sock_filter load(std::size_t offset) {
  return statement(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}

constexpr sock_filter answer(std::uint32_t what) { return statement(BPF_RET | BPF_K, what); }

void deny(std::vector<sock_filter>& filter, std::uint32_t call, std::uint32_t what) {
  filter.push_back(jump(BPF_JEQ, call, 0, 1));
  filter.push_back(answer(what));
}

// On little-endian machines the low half of an argument comes first.
constexpr std::size_t kFirstArgument = offsetof(seccomp_data, args);

std::uint64_t readable() {
  return LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
}

// All that the first version of Landlock can hold back.
std::uint64_t all_access() {
  return readable() | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
         LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
         LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
         LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;
}

void let(const Descriptor& rules, const char* path, std::uint64_t access) {
  const Descriptor target(open(path, O_PATH | O_CLOEXEC));
  if (!target) return;
  landlock_path_beneath_attr rule{};
  rule.allowed_access = access;
  rule.parent_fd = target.number();
  syscall(__NR_landlock_add_rule, rules.number(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    close();
    number_ = other.release();
  }
  return *this;
}

int Descriptor::release() { return std::exchange(number_, -1); }

void Descriptor::close() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

std::vector<sock_filter> system_call_filter() {
  std::vector<sock_filter> filter;
  filter.push_back(load(offsetof(seccomp_data, arch)));
  filter.push_back(jump(BPF_JEQ, kArchitecture, 1, 0));
  filter.push_back(answer(SECCOMP_RET_KILL_PROCESS));
  filter.push_back(load(offsetof(seccomp_data, nr)));
#if defined(__x86_64__)
  filter.push_back(jump(BPF_JGE, kX32Bit, 0, 1));
  filter.push_back(answer(SECCOMP_RET_KILL_PROCESS));
  deny(filter, __NR_fork, kDeny);
  deny(filter, __NR_vfork, kDeny);
  constexpr auto kByName =
      std::to_array<std::uint32_t>({__NR_chmod, __NR_chown, __NR_lchown, __NR_utime, __NR_utimes});
  for (const std::uint32_t call : kByName) {
    deny(filter, call, kDeny);
  }
#endif
  for (const std::uint32_t call : kDenied) deny(filter, call, kDeny);
  deny(filter, kClone3, kUnknown);
  // A thread is fine, a process is not.
  filter.push_back(jump(BPF_JEQ, __NR_clone, 0, 3));
  filter.push_back(load(kFirstArgument));
  filter.push_back(jump(BPF_JSET, CLONE_THREAD, 1, 0));
  filter.push_back(answer(kDeny));
  filter.push_back(answer(SECCOMP_RET_ALLOW));
  return filter;
}

Descriptor file_rules() {
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs = all_access();
  Descriptor rules(
      static_cast<int>(syscall(__NR_landlock_create_ruleset, &attributes, sizeof(attributes), 0)));
  if (!rules) return rules;
  for (const char* folder : {"/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/fonts",
                             "/etc/alternatives", "/etc/ImageMagick-6"}) {
    const bool is_file = folder == std::string_view("/etc/ld.so.cache");
    let(rules, folder, is_file ? LANDLOCK_ACCESS_FS_READ_FILE : readable());
  }
  let(rules, "/dev/null", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE);
  let(rules, "/dev/urandom", LANDLOCK_ACCESS_FS_READ_FILE);
  return rules;
}

int raise_walls(int file_rules, const std::vector<sock_filter>& filter) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
  if (file_rules >= 0 && syscall(__NR_landlock_restrict_self, file_rules, 0) != 0) return errno;
  // The kernel only reads the program.
  const sock_fprog program{static_cast<std::uint16_t>(filter.size()),
                           const_cast<sock_filter*>(filter.data())};
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) return errno;
  return 0;
}

}  // namespace ponder::sandbox
